"""Which hosts a new appointment takes, and at which of the places they can hold it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from halfpast.accounts.models import User
from halfpast.availability import Interval
from halfpast.bookings.models import AppointmentState, Reservation
from halfpast.bookings.openings import hosts_free_at
from halfpast.bookings.places import holders
from halfpast.event_types.models import Assignment, EventType, Place

# A host whose last appointment began longer ago is as good as one who never had any: there is a row for each of them.
LOOKS_BACK = timedelta(days=180)


@dataclass(frozen=True)
class Team:
    """Who takes a slot, and where; the first is the organiser, in whose account the meeting is made."""

    event_type: EventType
    slot: Interval
    hosts: Sequence[User]
    place: Place

    @property
    def host_ids(self) -> list[int]:
        return [host.pk for host in self.hosts]

    @property
    def length(self) -> timedelta:
        return self.slot.end - self.slot.start


def takes_all_hosts(event_type: EventType) -> bool:
    """Whether there is nothing to choose: every appointment takes the same hosts."""
    return event_type.assignment == Assignment.ALL or len(event_type.hosts.all()) == 1


def team_for(event_type: EventType, slot: Interval, places: Sequence[Place], now: datetime) -> Team | None:
    """Of those who are free, at the first of the places that they can hold; one of `event_types_to_book`."""
    hosts = {host.pk: host for host in event_type.hosts.all()}
    if takes_all_hosts(event_type):
        groups = [(len(hosts), list(hosts))]
    else:
        free = hosts_free_at(event_type, slot.start, now, length=slot.end - slot.start)
        turn = _turns(event_type, [host_id for _, ids in free for host_id in ids], now)
        groups = [(needed, sorted(ids, key=turn.__getitem__)) for needed, ids in free]
    found = ((_hosts_at(place, groups, hosts, event_type, slot.start), place) for place in places)
    return next((Team(event_type, slot, chosen, place) for chosen, place in found if chosen), None)


def _hosts_at(
    place: Place,
    groups: Iterable[tuple[int, list[int]]],
    hosts: Mapping[int, User],
    event_type: EventType,
    start: datetime,
) -> list[User]:
    """The organiser first; nobody when there are not enough."""
    able = {host.pk for host in holders(place, [hosts[each] for _, ids in groups for each in ids], start)}
    if event_type.assignment == Assignment.ANY:
        groups = [(needed, [each for each in ids if each in able]) for needed, ids in groups]
    chosen = [] if any(needed > len(ids) for needed, ids in groups) else _chosen(groups, able)
    organiser = next((each for each in chosen if each in able), None)
    if organiser is None:
        return []
    return [hosts[each] for each in sorted(chosen, key=lambda each: each != organiser)]


def _chosen(groups: Iterable[tuple[int, list[int]]], able: Collection[int]) -> list[int]:
    """From each group those whose turn it is; the last of one group gives way when none of them can hold the place."""
    picks = [(ids[:needed], ids[needed:]) for needed, ids in groups]
    chosen = [each for picked, _ in picks for each in picked]
    if any(each in able for each in chosen):
        return chosen
    for picked, others in picks:
        stepping_in = next((each for each in others if each in able), None)
        if stepping_in is not None:
            return [stepping_in if each == picked[-1] else each for each in chosen]
    return chosen


def _turns(event_type: EventType, host_ids: Sequence[int], now: datetime) -> Mapping[int, tuple[int, int]]:
    """Whose turn it is first: whose last appointment of this event type was made longest ago, then the hosts' order."""
    rows = Reservation.objects.filter(
        host__in=host_ids,
        appointment__event_type=event_type,
        appointment__state=AppointmentState.CONFIRMED,
        appointment__start__gt=now - LOOKS_BACK,
    )
    # Ids grow in the order in which appointments were made.
    last = dict(rows.values_list("host").annotate(Max("appointment")))
    return {host_id: (last.get(host_id, 0), place) for place, host_id in enumerate(host_ids)}
