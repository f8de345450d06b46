"""Which starts are offered, and all that stands against the others: both from the same rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import reduce
from math import gcd
from operator import and_, or_
from typing import NamedTuple

from halfpast.availability.caps import capped_starts
from halfpast.availability.clock import MINUTE, MINUTES_PER_DAY, ceil_minute, day_number, floor_minute, moment_of
from halfpast.availability.grid import Grid, Run, Starts, at_least
from halfpast.availability.hours import Hours
from halfpast.availability.intervals import Interval
from halfpast.availability.possible_starts import grid_of, lies_in_hours, possible_starts
from halfpast.availability.rules import Cap, Period, Rules
from halfpast.availability.working_time import runs_of_date


class Reason(Enum):
    """Why a start is not offered, the one to tell first on top."""

    PAST = "past"
    TOO_SOON = "too soon"
    TOO_FAR = "too far"
    OUTSIDE_DATES = "outside dates"
    OUTSIDE_HOURS = "outside hours"
    UNALIGNED = "unaligned"
    OTHER_HOURS = "other hours on this date"
    OUT_OF_OFFICE = "out of office"
    HOLIDAY = "holiday"
    TAKEN = "taken"
    HELD = "held"
    BUSY = "busy"
    CAP_REACHED = "cap reached"
    WEEKLY_CAP_REACHED = "weekly cap reached"
    MONTHLY_CAP_REACHED = "monthly cap reached"
    HOST_CAP_REACHED = "host cap reached"
    HOST_WEEKLY_CAP_REACHED = "host weekly cap reached"
    HOST_MONTHLY_CAP_REACHED = "host monthly cap reached"


RANK = {reason: rank for rank, reason in enumerate(Reason)}
TYPE_CAPS = {
    Period.DAY: Reason.CAP_REACHED,
    Period.WEEK: Reason.WEEKLY_CAP_REACHED,
    Period.MONTH: Reason.MONTHLY_CAP_REACHED,
}
HOST_CAPS = {
    Period.DAY: Reason.HOST_CAP_REACHED,
    Period.WEEK: Reason.HOST_WEEKLY_CAP_REACHED,
    Period.MONTH: Reason.HOST_MONTHLY_CAP_REACHED,
}


@dataclass(frozen=True, slots=True)
class HostTime:
    """One host's time: hours, and what takes it away.

    `taken`: minutes a slot with its buffers must not touch (reservations with theirs, holds, busy periods rounded
    outward). `closed`: local dates, both included, that a slot without buffers must not touch. `caps` count `booked`,
    the host's appointments of every event type without buffers, by the dates of the hours.
    """

    hours: Hours
    taken: Mapping[Reason, Sequence[Run]] = field(default_factory=dict)
    closed: Mapping[Reason, Sequence[tuple[date, date]]] = field(default_factory=dict)
    caps: Sequence[Cap] = ()
    booked: Sequence[Run] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these hosts are needed: 1 of several is a round robin, all of them a collective."""

    needed: int
    hosts: Sequence[HostTime]


@dataclass(frozen=True, slots=True)
class Offer:
    """What an event type's availability is computed from.

    The caps of its rules count `booked`, its appointments without buffers, by the dates of `clock`.
    """

    rules: Rules
    groups: Sequence[Group]
    clock: Hours
    booked: Sequence[Run] = ()

    @property
    def hosts(self) -> list[HostTime]:
        return [host for group in self.groups for host in group.hosts]


class Explanation(NamedTuple):
    """What stands against a start: for all hosts, and for each host in order; nothing against it if offered."""

    start: datetime
    is_offered: bool
    reasons: tuple[Reason, ...]
    by_host: tuple[tuple[Reason, ...], ...]


def offered_starts(offer: Offer, window: Interval, now: datetime) -> list[datetime]:
    """In order and in UTC: the starts in the window."""
    start, end = ceil_minute(window.start), ceil_minute(window.end)
    members = [[host_starts(offer.rules, host, start, end) for host in group.hosts] for group in offer.groups]
    found = offered(offer, team_starts([group.needed for group in offer.groups], members, start, end), now)
    return list(map(moment_of, found.minutes))


def explained(offer: Offer, window: Interval, now: datetime) -> list[Explanation]:
    """In order: every start in the window that a host's weekly hours, or hours of that date, make possible."""
    start, end = ceil_minute(window.start), ceil_minute(window.end)
    step = offer.rules.step // MINUTE
    grid = Grid.over(start, end, gcd(*(grid_of(host.hours, step, start, end).unit for host in offer.hosts)) or 1)
    against_all = list(type_removals(offer, grid, now))
    against_hosts = [list(_all_against(offer.rules, host, grid)) for host in offer.hosts]
    free = [grid.everything & ~reduce(or_, (bits for _, bits in each), 0) for each in against_hosts]
    team = _team_of([group.needed for group in offer.groups], _in_groups(offer, free), grid)
    possible = reduce(or_, (_ever_possible(offer.rules, host, grid) for host in offer.hosts), 0)
    told = []
    for minute in grid.minutes_of(possible):
        bit = 1 << minute // grid.unit - grid.first
        reasons = tuple(reason for reason, bits in against_all if bits & bit)
        by_host = tuple(tuple(reason for reason, bits in each if bits & bit) for each in against_hosts)
        told.append(Explanation(moment_of(minute), not reasons and bool(team & bit), reasons, by_host))
    return told


def refusal(offer: Offer, start: datetime, now: datetime) -> Reason | None:
    """Why this one start is not offered, the first thing to tell; None if it is."""
    minute = floor_minute(start)
    is_whole = minute == ceil_minute(start)
    found = [] if offer.groups else [Reason.OUTSIDE_HOURS]
    for reason, bits in type_removals(offer, Grid(minute, 1, 1), now):
        # Nothing is told before these, and far away there is no calendar to read the rest from.
        if bits and RANK[reason] < RANK[Reason.OUTSIDE_HOURS]:
            return reason
        found += [reason] if bits else []
    for group in offer.groups:
        found += _against_group(
            group, [_first_against(offer.rules, host, minute, is_whole=is_whole) for host in group.hosts]
        )
    return min(found, key=RANK.__getitem__, default=None)


def free_hosts(offer: Offer, start: datetime) -> list[list[int]]:
    """For each group the places of those of its hosts who can take a slot at this start."""
    minute = floor_minute(start)
    return [
        [place for place, host in enumerate(group.hosts) if not _first_against(offer.rules, host, minute)]
        for group in offer.groups
    ]


def host_starts(rules: Rules, host: HostTime, start: int, end: int) -> Starts:
    """What one host can take in `[start, end)`, whatever the time is now; the event type's caps are not counted."""
    grid = grid_of(host.hours, rules.step // MINUTE, start, end)
    bits = possible_starts(host.hours, rules.duration // MINUTE, rules.step // MINUTE, grid)
    for _, removed in host_removals(rules, host, grid):
        bits &= ~removed
    return Starts(grid, bits)


def team_starts(needed: Sequence[int], members: Sequence[Sequence[Starts]], start: int, end: int) -> Starts:
    """What the groups can take together, from what each of their hosts can."""
    unit = gcd(*(each.grid.unit for group in members for each in group)) or 1
    grid = Grid.over(start, end, unit)
    return Starts(grid, _team_of(needed, [[each.on(grid) for each in group] for group in members], grid))


def offered(offer: Offer, team: Starts, now: datetime) -> Starts:
    """What is left of the hosts' starts by the rules that are the event type's own."""
    bits = team.bits
    for _, removed in type_removals(offer, team.grid, now):
        bits &= ~removed
    return Starts(team.grid, bits)


def host_removals(rules: Rules, host: HostTime, grid: Grid) -> Iterator[tuple[Reason, int]]:
    """What each rule takes away of a host's possible starts."""
    duration = rules.duration // MINUTE
    before, after = rules.buffer_before // MINUTE, duration + rules.buffer_after // MINUTE
    for reason, dates in host.closed.items():
        yield reason, grid.touching(_runs_of_dates(host.hours, dates, grid, duration), after=duration)
    for reason, runs in host.taken.items():
        yield reason, grid.touching(runs, before, after)
    for cap in host.caps:
        yield HOST_CAPS[cap.period], capped_starts(cap, host.hours, host.booked, duration, grid)


def type_removals(offer: Offer, grid: Grid, now: datetime) -> Iterator[tuple[Reason, int]]:
    """What notice, horizon, dates and caps of the event type take away."""
    rules = offer.rules
    current, earliest = ceil_minute(now), ceil_minute(now + rules.minimum_notice)
    end = (grid.first + grid.size) * grid.unit
    yield Reason.PAST, grid.touching([(grid.first * grid.unit, current)])
    yield Reason.TOO_SOON, grid.touching([(current, earliest)])
    if rules.horizon is not None:
        yield Reason.TOO_FAR, grid.touching([(ceil_minute(now + rules.horizon), end)])
    if rules.dates is not None:
        outside = [(grid.first * grid.unit, ceil_minute(rules.dates.start)), (ceil_minute(rules.dates.end), end)]
        yield Reason.OUTSIDE_DATES, grid.touching(outside)
    for cap in rules.caps:
        yield TYPE_CAPS[cap.period], capped_starts(cap, offer.clock, offer.booked, rules.duration // MINUTE, grid)


def _team_of(needed: Sequence[int], members: Sequence[Sequence[int]], grid: Grid) -> int:
    bits = grid.everything if members else 0
    for count, sets in zip(needed, members, strict=True):
        bits &= _enough(count, sets)
    return bits


def _enough(needed: int, sets: Sequence[int]) -> int:
    if needed == 1:
        return reduce(or_, sets, 0)
    return reduce(and_, sets) if needed == len(sets) else at_least(needed, sets)


def _in_groups(offer: Offer, each: Sequence[int]) -> list[list[int]]:
    following = iter(each)
    return [[next(following) for _ in group.hosts] for group in offer.groups]


def _ever_possible(rules: Rules, host: HostTime, grid: Grid) -> int:
    """By the weekly hours, or by the hours of the date."""
    duration, step = rules.duration // MINUTE, rules.step // MINUTE
    return possible_starts(host.hours, duration, step, grid) | possible_starts(
        host.hours.weekly_only, duration, step, grid
    )


def _all_against(rules: Rules, host: HostTime, grid: Grid) -> Iterator[tuple[Reason, int]]:
    possible = possible_starts(host.hours, rules.duration // MINUTE, rules.step // MINUTE, grid)
    ever_possible = _ever_possible(rules, host, grid)
    yield Reason.OUTSIDE_HOURS, grid.everything & ~ever_possible
    yield Reason.OTHER_HOURS, ever_possible & ~possible
    yield from host_removals(rules, host, grid)


def _against_group(group: Group, against: Sequence[Reason | None]) -> Iterator[Reason]:
    """Of those who are not free, as many as are lacking come nearest to it; the last of them decides."""
    nearest = sorted((each for each in against if each is not None), key=RANK.__getitem__, reverse=True)
    lacking = group.needed - against.count(None)
    if lacking > 0:
        yield nearest[lacking - 1] if lacking <= len(nearest) else Reason.OUTSIDE_HOURS


def _first_against(rules: Rules, host: HostTime, minute: int, *, is_whole: bool = True) -> Reason | None:
    duration = rules.duration // MINUTE
    grid = grid_of(host.hours, rules.step // MINUTE, minute, minute + 1)
    if not is_whole or not possible_starts(host.hours, duration, rules.step // MINUTE, grid):
        return Reason.UNALIGNED if lies_in_hours(host.hours, duration, minute) else Reason.OUTSIDE_HOURS
    against = (reason for reason, bits in host_removals(rules, host, grid) if bits)
    return min(against, key=RANK.__getitem__, default=None)


def _runs_of_dates(hours: Hours, dates: Sequence[tuple[date, date]], grid: Grid, duration: int) -> Iterator[Run]:
    """Those that a slot on the grid could touch."""
    earliest = grid.first * grid.unit // MINUTES_PER_DAY - 1
    latest = ((grid.first + grid.size) * grid.unit + duration) // MINUTES_PER_DAY + 1
    for first, last in dates:
        for number in range(max(day_number(first), earliest), min(day_number(last), latest) + 1):
            yield from runs_of_date(hours, number)
