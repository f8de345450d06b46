"""What a guest may book of an event type now, and why not."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from halfpast.availability import (
    Explanation,
    HostTime,
    Interval,
    Reason,
    Slot,
    explained,
    free_hosts,
    offered_starts,
    refusal,
)
from halfpast.bookings.kept_starts import is_kept, kept_team_starts
from halfpast.bookings.models import Appointment
from halfpast.bookings.offers import Ask
from halfpast.bookings.places import able_hosts, first_usable_place, why_none_usable
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.event_types.models import EventType
from halfpast.schedules.models import OutOfOffice

DAY = timedelta(days=1)
NEAREST = 3
# How far `next_free` looks at once: twice as far each time, so that it asks a handful of times at the most.
FIRST_LOOK = timedelta(days=31)
AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True)
class Bookability:
    ok: bool
    reason: str = ""


@dataclass(frozen=True)
class Absence:
    """Why nobody can be booked until the last date, included; the path leads to the colleague's page, if any."""

    last: date
    message: str
    colleague: str
    colleague_path: str


@dataclass(frozen=True)
class HostExplained:
    """Whose reasons they are, and the time that was computed with."""

    host_id: int
    schedule_id: int | None
    group_id: int | None
    time: HostTime


@dataclass(frozen=True)
class ExplainedDay:
    """The hosts in the order of each explanation's `by_host`."""

    hosts: Sequence[HostExplained]
    explanations: Sequence[Explanation]


def bookability(event_type: EventType) -> Bookability:
    """Whether this type takes bookings at all, in words for the guest."""
    if not event_type.is_active:
        return Bookability(ok=False, reason=_("This event type is switched off at the moment."))
    if not event_type.hosts.all():
        return Bookability(ok=False, reason=_("Nobody hosts this event type yet."))
    if first_usable_place(event_type) is None:
        return Bookability(ok=False, reason=why_none_usable(event_type))
    return Bookability(ok=True)


def bookable_window(event_type: EventType, now: datetime) -> Interval:
    """Where the starts of slots lie by notice, horizon and dates; empty when that is nowhere."""
    rules = Ask(event_type, main_length(event_type), now).rules
    start = now + rules.minimum_notice
    end = now + rules.horizon if rules.horizon is not None else start
    if rules.dates is not None:
        start, end = max(start, rules.dates.start), rules.dates.end
    return Interval(start, max(start, end))


def main_length(event_type: EventType) -> timedelta:
    return timedelta(minutes=event_type.duration_minutes)


def open_slots(
    event_type: EventType,
    window: Interval,
    now: datetime,
    *,
    length: timedelta | None = None,
    only: Collection[int] | None = None,
) -> list[Slot]:
    """Slots whose start lies in the window; empty when the type takes no bookings. `only` some of the hosts."""
    return _slots(_ask(event_type, now, length, only), window) if bookability(event_type).ok else []


def next_free(event_type: EventType, after: datetime, now: datetime, *, length: timedelta | None = None) -> Slot | None:
    """The first slot from an instant on, however far ahead it is."""
    if not bookability(event_type).ok:
        return None
    return _first_slot(_ask(event_type, now, length), after)


def slots_to_move_to(appointment: Appointment, window: Interval, now: datetime) -> list[Slot]:
    """Slots for an appointment that exists: its own time is free for it, and its type may be switched off."""
    return [slot for slot in _slots(_ask_to_move(appointment, now), window) if slot.start != appointment.start]


def next_free_to_move_to(appointment: Appointment, after: datetime, now: datetime) -> Slot | None:
    found = _first_slot(_ask_to_move(appointment, now), after)
    if found is None or found.start != appointment.start:
        return found
    return _first_slot(_ask_to_move(appointment, now), found.start + AT_ONCE)


def explain(
    event_type: EventType,
    window: Interval,
    now: datetime,
    *,
    length: timedelta | None = None,
    only: Collection[int] | None = None,
) -> ExplainedDay:
    """Every start that hours make possible in the window, and all that stands against it. `only` some of the hosts."""
    ask = _ask(event_type, now, length, only)
    members = ask.members(window)
    in_groups = [members[place] for _, places in ask.groups_of(members) for place in places]
    found = explained(ask.offer(window, members), window, now) if in_groups and window.start < window.end else []
    hosts = [HostExplained(each.host_id, each.schedule_id, each.group_id, each.time) for each in in_groups]
    return ExplainedDay(hosts, found)


def why_not(
    event_type: EventType,
    start: datetime,
    now: datetime,
    *,
    length: timedelta | None = None,
    only: Collection[int] | None = None,
    moving: Appointment | None = None,
) -> Reason | None:
    """Why this start is not offered, None if it is; an appointment being moved does not stand in its own way."""
    ask = _ask_to_move(moving, now) if moving else _ask(event_type, now, length, only)
    return refusal(ask.offer(Interval(start, start + ask.length)), start, now)


def hosts_free_at(
    event_type: EventType, start: datetime, now: datetime, *, length: timedelta | None = None
) -> list[tuple[int, list[int]]]:
    """For each group how many hosts are needed, and who of them can take a slot at this start."""
    ask = _ask(event_type, now, length)
    window = Interval(start, start + ask.length)
    members = ask.members(window)
    groups = ask.groups_of(members)
    free = free_hosts(ask.offer(window, members), start)
    return [
        (needed, [members[places[place]].host_id for place in free_places])
        for (needed, places), free_places in zip(groups, free, strict=True)
    ]


def nearest_slots(
    event_type: EventType, around: datetime, now: datetime, *, length: timedelta | None = None
) -> list[Slot]:
    """The free slots closest to an instant, in order of time."""
    return _nearest(lambda window: open_slots(event_type, window, now, length=length), around, now)


def nearest_slots_to_move_to(appointment: Appointment, around: datetime, now: datetime) -> list[Slot]:
    return _nearest(lambda window: slots_to_move_to(appointment, window, now), around, now)


def absence_on(event_type: EventType, day: date) -> Absence | None:
    """What a guest reads of a date on which all hosts are out of office; the first host's words."""
    hosts = [host.pk for host in event_type.hosts.all()]
    rows = OutOfOffice.objects.filter(user__in=hosts, first_date__lte=day, last_date__gte=day)
    by_host = {row.user_id: row for row in rows.select_related("colleague").order_by("-pk")}
    if not hosts or set(hosts) != set(by_host):
        return None
    return _absence(event_type, by_host[hosts[0]])


def _ask(event_type: EventType, now: datetime, length: timedelta | None, only: Collection[int] | None = None) -> Ask:
    able = able_hosts(event_type)
    wanted = able if only is None else only if able is None else set(only) & set(able)
    return Ask(event_type, length or main_length(event_type), now, only=wanted)


def _ask_to_move(appointment: Appointment, now: datetime) -> Ask:
    """Its hosts stay the same, and so does its length."""
    event_type = event_types_to_book().get(pk=appointment.event_type_id)
    return Ask(event_type, appointment.duration, now, moving=appointment)


def _slots(ask: Ask, window: Interval) -> list[Slot]:
    if window.start >= window.end or not (ask.moving or ask.event_type.hosts.all()):
        return []
    starts = kept_team_starts(ask, window) if is_kept(ask) else offered_starts(ask.offer(window), window, ask.now)
    return [_slot_at(start, ask.length) for start in starts]


# Answers name the same few thousand slots again and again; making one costs several times as much as finding it.
@lru_cache(maxsize=16384)
def _slot_at(start: datetime, length: timedelta) -> Slot:
    return Slot(start, start + length)


def _first_slot(ask: Ask, after: datetime) -> Slot | None:
    bounds = bookable_window(ask.event_type, ask.now)
    start, look = max(after, bounds.start), FIRST_LOOK
    while start < bounds.end:
        window = Interval(start, min(start + look, bounds.end))
        found = _slots(ask, window)
        if found:
            return found[0]
        start, look = window.end, 2 * look
    return None


def _nearest(slots_in: Callable[[Interval], list[Slot]], around: datetime, now: datetime) -> list[Slot]:
    """Looks a week to each side, then further ahead."""
    for days_ahead in (7, 60):
        window = Interval(max(now, around - 7 * DAY), max(now, around) + days_ahead * DAY)
        found = sorted(slots_in(window), key=lambda slot: abs(slot.start - around))[:NEAREST]
        if found:
            return sorted(found, key=lambda slot: slot.start)
    return []


def _absence(event_type: EventType, row: OutOfOffice) -> Absence:
    colleague = row.colleague
    if colleague is None:
        return Absence(row.last_date, row.message, "", "")
    theirs = EventType.objects.filter(workspace=event_type.workspace, hosts=colleague, is_active=True, is_listed=True)
    page = theirs.order_by("pk").first()
    path = reverse("event_type", args=[event_type.workspace.slug, page.slug]) if page else ""
    return Absence(row.last_date, row.message, colleague.name, path)
