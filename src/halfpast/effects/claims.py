"""Claim, call once, record: the fences that keep two workers, or a worker and its ghost, from doing a thing twice."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from halfpast.effects.models import Effect, EffectState
from halfpast.effects.planning import wake

# A vendor call takes at most 20 s and a refresh before it 8 s: an expired lease means that its caller is gone or too
# late. The rare caller that refreshes twice is a ghost then, and what it makes is looked for.
LEASE = timedelta(seconds=30)
PER_LANE = 2
LANE_PAUSE = timedelta(milliseconds=500)


@dataclass(frozen=True)
class Claim:
    """The right to make one call. `look_first` when an earlier attempt may have been applied."""

    effect: Effect
    attempt: int
    look_first: bool


def claim(effect_id: int) -> Claim | None:
    """Take a due effect; None when it is not due, taken by another worker, or its lane is full."""
    with transaction.atomic():
        effect = Effect.objects.due().select_for_update(skip_locked=True).filter(pk=effect_id).first()
        if effect is None:
            return None
        if effect.lane and _lane_is_full(effect.lane):
            Effect.objects.filter(pk=effect.pk).update(next_run=Now() + LANE_PAUSE)
            wake([effect], after=LANE_PAUSE)
            return None
        look_first = effect.state != EffectState.PLANNED
        Effect.objects.filter(pk=effect.pk).update(
            state=EffectState.SENDING, attempt=F("attempt") + 1, lease_until=Now() + LEASE
        )
        return Claim(effect, effect.attempt + 1, look_first)


def _lane_is_full(lane: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"lane {lane}"])
    return Effect.objects.in_flight(lane).count() >= PER_LANE


def hold(claim: Claim) -> Effect | None:
    """Lock the effect inside the caller's transaction; None when the attempt is no longer the current one."""
    rows = Effect.objects.select_for_update().filter(pk=claim.effect.pk, attempt=claim.attempt)
    return rows.filter(state=EffectState.SENDING).first()


def done(claim: Claim, version: int, *, outcome: str = "") -> bool:
    """Record what was applied; a newer wanted version runs next. False when the attempt is stale."""
    with transaction.atomic():
        effect = hold(claim)
        if effect is None:
            return False
        behind = version < effect.wanted_version
        effect.applied_version = version
        effect.state = EffectState.PLANNED if behind else EffectState.DONE
        effect.failures = effect.looks = 0
        effect.outcome, effect.last_error = outcome, ""
        effect.save()
        fresh = {"next_run": Now()} if behind else {"finished_at": Now()}
        Effect.objects.filter(pk=effect.pk).update(lease_until=None, **fresh)
        return True


def retry(claim: Claim, error: str, *, after: timedelta | None = None) -> timedelta | None:
    """Nothing was applied: try again later. Answers the wait, or None when the attempt is stale."""
    return _wait(claim, EffectState.PLANNED, error, after=after, looks=0)


def reconcile(claim: Claim, error: str, *, after: timedelta | None = None, looks: int = 0) -> timedelta | None:
    """The outcome is unknown: look before asking again."""
    return _wait(claim, EffectState.RECONCILE, error, after=after, looks=looks)


def postpone(claim: Claim, after: timedelta) -> None:
    """Not yet, and nobody's fault."""
    _settle(claim, state=EffectState.PLANNED, next_run=Now() + after, lease_until=None)


def refuse(claim: Claim, error: str) -> bool:
    return _settle(claim, state=EffectState.REFUSED, last_error=error[:500], lease_until=None, finished_at=Now())


def drop(claim: Claim, why: str) -> bool:
    """The effect is no longer wanted."""
    return _settle(claim, state=EffectState.DROPPED, last_error=why[:500], lease_until=None, finished_at=Now())


def backoff(failures: int) -> timedelta:
    """1, 2, 4 ... 30 seconds, then a minute: a link is ready within 90 s after the vendor answers again."""
    return timedelta(seconds=min(2**failures, 30) if failures < 8 else 60)


def _wait(claim: Claim, state: EffectState, error: str, *, after: timedelta | None, looks: int) -> timedelta | None:
    wait = backoff(claim.effect.failures) if after is None else after
    is_current = _settle(
        claim,
        state=state,
        next_run=Now() + wait,
        lease_until=None,
        last_error=error[:500],
        failures=F("failures") + 1,
        looks=looks,
    )
    return wait if is_current else None


def _settle(claim: Claim, **changes: object) -> bool:
    rows = Effect.objects.filter(pk=claim.effect.pk, attempt=claim.attempt, state=EffectState.SENDING)
    return bool(rows.update(**changes))
