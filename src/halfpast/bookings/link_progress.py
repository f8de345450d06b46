"""How far the making of a link is: what stands in its way, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from halfpast.bookings.models import Appointment, LinkState
from halfpast.effects.models import OPEN, Effect, EffectKind, EffectState

# A shorter wait is over before anybody has read of it.
WORTH_TELLING = timedelta(minutes=1)
# From here on "it is being made" would be a promise that does not hold.
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class LinkProgress:
    """`trouble` is the provider's last refusal in plain words; `next_try` is None when it is due within a minute."""

    trouble: str = ""
    next_try: datetime | None = None
    is_late: bool = False


def progress_of(appointment: Appointment, now: datetime) -> LinkProgress:
    """One query, and none for an appointment whose link is there or not needed."""
    if appointment.link_state in {LinkState.NOT_NEEDED, LinkState.READY}:
        return LinkProgress()
    effect = _effect_of(appointment)
    if effect is None:
        return LinkProgress()
    if effect.state not in OPEN:
        return LinkProgress(effect.last_error)
    wait = timedelta(0) if effect.state == EffectState.SENDING else effect.next_run - now
    return LinkProgress(effect.last_error, effect.next_run if wait > WORTH_TELLING else None, wait > LATE)


def is_late(appointment: Appointment, now: datetime) -> bool:
    """Whether a link that is being made is tried again only after a while."""
    return appointment.link_state == LinkState.MAKING and progress_of(appointment, now).is_late


def _effect_of(appointment: Appointment) -> Effect | None:
    rows = Effect.objects.filter(kind=EffectKind.MEETING, subject_id=appointment.pk, name=appointment.place_kind)
    return rows.first()
