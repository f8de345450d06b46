"""The jobs that wake effects. A lost or doubled job is harmless: the row decides."""

from collections.abc import Callable
from functools import cache

import structlog
from django.conf import settings
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from halfpast.effects.claims import Claim, claim, reconcile, retry
from halfpast.effects.models import Effect, EffectKind, EffectState
from halfpast.effects.planning import CALLS, MAIL, PERFORM_CALLS, PERFORM_MAILS, wake, wake_once

log = structlog.get_logger(__name__)


@app.task(name=PERFORM_CALLS, queue=CALLS)
def perform_calls(effect_ids: list[int]) -> None:
    perform_each(effect_ids)


@app.task(name=PERFORM_MAILS, queue=MAIL)
def perform_mails(effect_ids: list[int]) -> None:
    perform_each(effect_ids)


@app.periodic(cron="* * * * * */5")
@app.task(name="wake_due_effects", queue=CALLS, queueing_lock="wake_due_effects")
def wake_due_effects(timestamp: int) -> None:
    """The safety net under lost jobs and expired leases."""
    for effect in Effect.objects.due().order_by("next_run")[:200]:
        wake_once(effect)


def perform_each(effect_ids: list[int]) -> None:
    """Run each effect that is still due; trouble with one stops only that one."""
    for effect_id in effect_ids:
        claimed = claim(effect_id)
        if claimed is None:
            continue
        try:
            _handler(claimed.effect.kind)(claimed)
        except Exception:
            log.exception("effect_crashed", effect=effect_id, kind=claimed.effect.kind, attempt=claimed.attempt)
            _after_a_crash(claimed)
        _wake_again(effect_id)


def _after_a_crash(claimed: Claim) -> None:
    """A fault of ours: what is known is only that we do not know."""
    again = retry if claimed.effect.kind == EffectKind.MAIL else reconcile
    again(claimed, "Halfpast stumbled over its own fault; the log has details.")


def _wake_again(effect_id: int) -> None:
    """Schedule the next run precisely, rather than leaving it to the safety net."""
    waiting = Effect.objects.filter(pk=effect_id, state__in=[EffectState.PLANNED, EffectState.RECONCILE])
    effect = waiting.first()
    if effect is not None:
        wake([effect], after=effect.next_run - waiting.values_list(Now(), flat=True)[0])


@cache
def _handler(kind: str) -> Callable[[Claim], None]:
    handler: Callable[[Claim], None] = import_string(settings.EFFECT_HANDLERS[kind])
    return handler
