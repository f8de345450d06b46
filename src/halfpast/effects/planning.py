"""Plan effects inside the transaction that makes them necessary, and wake them with one job."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer

from halfpast.effects.models import OPEN, Effect, EffectKind, EffectState

# Queues; mail has its own so that trouble at a provider never blocks it.
CALLS, MAIL = "calls", "mail"
PERFORM_CALLS, PERFORM_MAILS = "perform_calls", "perform_mails"


def plan(
    kind: EffectKind, subject_id: int, name: str, *, lane: str = "", version: int = 1, after: timedelta | None = None
) -> Effect:
    """A new effect, to run now or `after` a while."""
    effect = Effect(kind=kind, subject_id=subject_id, name=name, lane=lane, wanted_version=version)
    if after is not None:
        effect.next_run = Now() + after
    effect.save()
    return effect


@transaction.atomic
def want(
    kind: EffectKind, subject_id: int, name: str, *, lane: str, version: int, after: timedelta = timedelta(0)
) -> Effect:
    """The level-triggered effect of a target, told of a newer version; a running call is not disturbed."""
    effect, _ = Effect.objects.get_or_create(kind=kind, subject_id=subject_id, name=name)
    rows = Effect.objects.filter(pk=effect.pk)
    rows.update(wanted_version=version, lane=lane)
    finished = rows.exclude(state__in=OPEN)
    finished.update(state=EffectState.PLANNED, finished_at=None, failures=0)
    rows.filter(state=EffectState.PLANNED).update(next_run=Now() + after)
    return effect


def wake(effects: Iterable[Effect], *, after: timedelta | None = None) -> None:
    """Defer one job for effects of one kind; the job joins the caller's transaction."""
    rows = list(effects)
    if rows:
        _job(rows[0], after=after).defer(effect_ids=[effect.pk for effect in rows])


def wake_once(effect: Effect) -> None:
    """Defer a job unless the same one already waits. Not inside a transaction: a refusal would end it."""
    with suppress(AlreadyEnqueued):
        _job(effect, queueing_lock=f"effect {effect.pk}").defer(effect_ids=[effect.pk])


def _job(effect: Effect, *, after: timedelta | None = None, queueing_lock: str | None = None) -> JobDeferrer:
    is_mail = effect.kind == EffectKind.MAIL
    wait = {"milliseconds": int(after.total_seconds() * 1000)} if after else None
    return app.configure_task(
        PERFORM_MAILS if is_mail else PERFORM_CALLS,
        queue=MAIL if is_mail else CALLS,
        schedule_in=wait,
        queueing_lock=queueing_lock,
    )


def revive(lane: str) -> None:
    """An account works again: what was refused for want of it is looked for first, then tried once more."""
    refused = Effect.objects.filter(lane=lane, state=EffectState.REFUSED)
    refused.update(state=EffectState.RECONCILE, looks=0, next_run=Now(), failures=0, finished_at=None)
    hurry(lane)


def hurry(lane: str) -> None:
    """Run what waits in a lane now: its account has changed."""
    waiting = Effect.objects.filter(lane=lane, state__in=[EffectState.PLANNED, EffectState.RECONCILE])
    waiting.update(next_run=Now())
    wake(waiting[:500])
