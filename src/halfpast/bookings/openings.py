"""What a guest may book of an event type now, and why not."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.availability import Hours, Interval, Reason, Rules, offered_starts, refusal
from halfpast.availability.clock import ceil_minute
from halfpast.availability.possible_starts import possible_starts
from halfpast.bookings.models import Appointment, AppointmentState, Reservation
from halfpast.bookings.places import first_usable_place, why_none_usable
from halfpast.event_types.models import EventType, Place
from halfpast.schedules.hours import hours_of

DAY = timedelta(days=1)
NEAREST = 3


@dataclass(frozen=True)
class Bookability:
    ok: bool
    reason: str = ""


def event_types_to_book() -> QuerySet[EventType]:
    """Event types with all that their page needs, in a constant number of queries."""
    return EventType.objects.select_related("workspace", "schedule").prefetch_related(
        "schedule__weekly_ranges",
        "schedule__date_overrides",
        "hosts__connections",
        Prefetch("places", queryset=Place.objects.order_by("position")),
    )


def bookability(event_type: EventType) -> Bookability:
    """Whether this type takes bookings at all, in words for the guest."""
    if not event_type.is_active:
        return Bookability(ok=False, reason=_("This event type is switched off at the moment."))
    if not event_type.hosts.all():
        return Bookability(ok=False, reason=_("Nobody hosts this event type yet."))
    if first_usable_place(event_type) is None:
        return Bookability(ok=False, reason=why_none_usable(event_type))
    return Bookability(ok=True)


def open_slots(event_type: EventType, window: Interval, now: datetime) -> list[Interval]:
    """Slots whose start lies in the window; empty when the type takes no bookings."""
    return _slots(event_type, window, now, None) if bookability(event_type).ok else []


def slots_to_move_to(appointment: Appointment, window: Interval, now: datetime) -> list[Interval]:
    """Slots for an appointment that exists: its own time is free for it, and its type may be switched off."""
    event_type = event_types_to_book().get(pk=appointment.event_type_id)
    return [slot for slot in _slots(event_type, window, now, appointment) if slot.start != appointment.start]


def _slots(event_type: EventType, window: Interval, now: datetime, moving: Appointment | None) -> list[Interval]:
    if window.start >= window.end or not event_type.hosts.all():
        return []
    day = _Day(event_type, window, moving=moving)
    starts = offered_starts(day.hours, day.rules, day.busy, day.booked_per_day, window, now)
    return [Interval(start, start + day.rules.duration) for start in starts]


def removed_starts(event_type: EventType, window: Interval, now: datetime) -> list[tuple[datetime, list[Reason]]]:
    """The starts that fit hours, length and step but are not offered, and all that stands against each."""
    if window.start >= window.end or not event_type.hosts.all():
        return []
    day = _Day(event_type, window)
    # As if now were the window's beginning: what busy time alone, and the cap alone, would leave.
    timeless = replace(day.rules, minimum_notice=timedelta(0), horizon=window.end - window.start)
    free = set(offered_starts(day.hours, timeless, day.busy, {}, window, window.start))
    under_cap = set(offered_starts(day.hours, timeless, (), day.booked_per_day, window, window.start))
    possible = possible_starts(day.hours, day.rules, ceil_minute(window.start), ceil_minute(window.end)).moments
    found = []
    for start in possible:
        reasons = _untimely(day.rules, start, now)
        reasons += [] if start in free else [Reason.TAKEN]
        reasons += [] if start in under_cap else [Reason.CAP_REACHED]
        if reasons:
            found.append((start, reasons))
    return found


def _untimely(rules: Rules, start: datetime, now: datetime) -> list[Reason]:
    if start < now:
        return [Reason.PAST]
    if start < now + rules.minimum_notice:
        return [Reason.TOO_SOON]
    return [Reason.TOO_FAR] if start >= now + rules.horizon else []


def why_not(
    event_type: EventType, start: datetime, now: datetime, *, moving: Appointment | None = None
) -> Reason | None:
    """Why this start is not offered, None if it is; an appointment being moved does not stand in its own way."""
    window = Interval(start, start + timedelta(minutes=event_type.duration_minutes))
    day = _Day(event_type, window, moving=moving)
    return refusal(day.hours, day.rules, day.busy, day.booked_per_day, start, now)


def nearest_slots(event_type: EventType, around: datetime, now: datetime) -> list[Interval]:
    """The free slots closest to an instant, in order of time."""
    return _nearest(lambda window: open_slots(event_type, window, now), around, now)


def nearest_slots_to_move_to(appointment: Appointment, around: datetime, now: datetime) -> list[Interval]:
    return _nearest(lambda window: slots_to_move_to(appointment, window, now), around, now)


def _nearest(slots_in: Callable[[Interval], list[Interval]], around: datetime, now: datetime) -> list[Interval]:
    """Looks a week to each side, then further ahead."""
    for days_ahead in (7, 60):
        window = Interval(max(now, around - 7 * DAY), max(now, around) + days_ahead * DAY)
        found = sorted(slots_in(window), key=lambda slot: abs(slot.start - around))[:NEAREST]
        if found:
            return sorted(found, key=lambda slot: slot.start)
    return []


def the_host(event_type: EventType) -> User:
    return event_type.hosts.all()[0]


def rules_of(event_type: EventType) -> Rules:
    return Rules(
        duration=timedelta(minutes=event_type.duration_minutes),
        step=timedelta(minutes=event_type.slot_step_minutes),
        buffer_before=timedelta(minutes=event_type.buffer_before_minutes),
        buffer_after=timedelta(minutes=event_type.buffer_after_minutes),
        minimum_notice=timedelta(minutes=event_type.minimum_notice_minutes),
        horizon=timedelta(days=event_type.horizon_days),
        daily_cap=event_type.daily_cap,
    )


class _Day:
    """What the availability of one event type in one window is computed from."""

    def __init__(self, event_type: EventType, window: Interval, *, moving: Appointment | None = None) -> None:
        self.rules = rules_of(event_type)
        self.hours: Hours = hours_of(event_type.schedule)
        self.busy = _taken(the_host(event_type), self._reach(window), moving)
        self.booked_per_day = _booked_per_day(event_type, window, moving) if self.rules.daily_cap else {}

    def _reach(self, window: Interval) -> Interval:
        """Everything that a slot of the window, with its buffers, could touch."""
        after = self.rules.duration + self.rules.buffer_after
        return Interval(window.start - self.rules.buffer_before, window.end + after)


def _taken(host: User, window: Interval, moving: Appointment | None) -> Sequence[Interval]:
    rows = Reservation.objects.taken(host.pk, window)
    if moving is not None:
        rows = rows.exclude(appointment=moving)
    return [Interval(held.lower, held.upper) for held in rows.values_list("held", flat=True)]


def _booked_per_day(event_type: EventType, window: Interval, moving: Appointment | None) -> dict[date, int]:
    """Appointments by the local date of their start, whole days around the window."""
    zone = ZoneInfo(event_type.schedule.time_zone)
    rows = Appointment.objects.filter(
        event_type=event_type,
        state=AppointmentState.CONFIRMED,
        start__gte=window.start - 2 * DAY,
        start__lt=window.end + 2 * DAY,
    )
    if moving is not None:
        rows = rows.exclude(pk=moving.pk)
    return Counter(start.astimezone(zone).date() for start in rows.values_list("start", flat=True))
