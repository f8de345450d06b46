"""Random offers, most of them around a night on which clocks change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from halfpast.availability import (
    Cap,
    Group,
    HostTime,
    Hours,
    HoursRange,
    Interval,
    Offer,
    Period,
    Reason,
    Rules,
    Travel,
)
from tests.availability.oracle import Case, minute_of

# Half an hour, midnight, a whole day, Ramadan, two hours, and the two everyone knows.
ZONES_WITH_ODD_CHANGES = [
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/Havana",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Gaza",
]
FIRST, LAST = date(2007, 1, 1), date(2037, 12, 31)
MINUTES_PER_DAY = 1440
odd_zones = st.sampled_from(ZONES_WITH_ODD_CHANGES)
zones = st.one_of(odd_zones, st.sampled_from(sorted(available_timezones())))
durations = st.one_of(st.sampled_from([15, 20, 30, 45, 50, 60, 90]), st.integers(1, 120), st.sampled_from([240, 1500]))
steps = st.one_of(st.sampled_from([5, 15, 30, 45, 50, 90]), st.integers(1, 120))
buffers = st.one_of(st.just(0), st.integers(0, 90))
edges_of_ranges = st.one_of(st.integers(0, 1440), st.sampled_from([0, 60, 120, 180, 1380, 1440]))
seconds = st.sampled_from([0, 0, 0, 1, 59.999999])


@cache
def days_of_changes(time_zone: str) -> list[date]:
    zone = ZoneInfo(time_zone)
    noons = [datetime(2007, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range((LAST - FIRST).days)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    return [noons[at].date() for at in range(1, len(noons)) if offsets[at] != offsets[at - 1]]


def days_in(time_zone: str) -> st.SearchStrategy[date]:
    any_day = st.dates(FIRST, LAST)
    changes = days_of_changes(time_zone)
    return st.one_of(st.sampled_from(changes), st.sampled_from(changes), any_day) if changes else any_day


def days_around(day: date) -> st.SearchStrategy[date]:
    return st.sampled_from([day + timedelta(days=off) for off in (0, -1, 1, -2, 2)])


@st.composite
def ranges_of_a_day(draw: st.DrawFn) -> list[HoursRange]:
    """A whole day, or ranges that touch, or with one left out between them."""
    if draw(st.sampled_from([True, True, False])):
        return [HoursRange(0, MINUTES_PER_DAY)]
    edges = sorted(draw(st.sets(edges_of_ranges, min_size=2, max_size=6)))
    ranges = [HoursRange(a, b) for a, b in pairwise(edges)]
    left_out = draw(st.integers(0, 2 * len(ranges)))
    return [each for at, each in enumerate(ranges) if at != left_out]


@st.composite
def journeys(draw: st.DrawFn, day: date) -> list[Travel]:
    """Up to two, which may touch."""
    start, found = draw(days_around(day)), list[Travel]()
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        last = start + timedelta(days=draw(st.integers(0, 2)))
        found.append(Travel(start, last, draw(zones)))
        start = last + timedelta(days=draw(st.integers(1, 2)))
    return found


@st.composite
def hours_around(draw: st.DrawFn, day: date, time_zone: str) -> Hours:
    week = draw(st.lists(ranges_of_a_day(), min_size=1, max_size=3))
    weekly = {weekday: week[weekday % len(week)] for weekday in range(7)}
    overrides = st.dictionaries(
        days_around(day), st.one_of(ranges_of_a_day(), ranges_of_a_day(), st.just([])), max_size=2
    )
    return Hours(time_zone, weekly, draw(overrides), draw(journeys(day)))


@st.composite
def moments_near(draw: st.DrawFn, around: datetime, hours: int) -> datetime:
    return around + timedelta(minutes=draw(st.integers(-hours * 60, hours * 60)), seconds=draw(seconds))


@st.composite
def runs_near(draw: st.DrawFn, around: int, reach: int) -> tuple[int, int]:
    start = around + draw(st.integers(-reach, reach))
    return start, start + draw(st.sampled_from([30, 60, 1, 300, 0]))


def booked_near(around: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """On that day, in that week, in that month or the next."""
    reach = st.sampled_from([1, 7, 25])
    return st.lists(reach.flatmap(lambda days: runs_near(around, days * MINUTES_PER_DAY)), max_size=5)


lengths_of_caps = st.sampled_from([None, *(timedelta(minutes=minutes) for minutes in (300, 120, 20, 1600, 3000))])


@st.composite
def some_caps(draw: st.DrawFn) -> tuple[Cap, ...]:
    periods = draw(st.one_of(st.just(()), st.just(()), st.sets(st.sampled_from(Period), max_size=2)))
    counts = st.sampled_from([3, 2, 4, 6, 1, None])
    return tuple(Cap(period, draw(counts), draw(lengths_of_caps)) for period in sorted(periods, key=lambda p: p.value))


@st.composite
def rules_around(draw: st.DrawFn, midnight: datetime) -> Rules:
    return Rules(
        duration=timedelta(minutes=draw(durations)),
        step=timedelta(minutes=draw(steps)),
        buffer_before=timedelta(minutes=draw(buffers)),
        buffer_after=timedelta(minutes=draw(buffers)),
        minimum_notice=timedelta(minutes=draw(st.sampled_from([0, 1, 240, 1440]))),
        horizon=draw(st.sampled_from([None, timedelta(minutes=100_000), timedelta(minutes=3000)])),
        dates=draw(st.one_of(st.none(), st.none(), st.none(), dates_around(midnight))),
        caps=draw(some_caps()),
    )


@st.composite
def dates_around(draw: st.DrawFn, midnight: datetime) -> Interval:
    start = draw(moments_near(midnight - timedelta(hours=24), 24))
    return Interval(start, start + timedelta(hours=draw(st.sampled_from([48, 24, 12]))))


@st.composite
def times_of_hosts(draw: st.DrawFn, day: date, hours: Hours) -> HostTime:
    around = minute_of(midnight_of(day))
    reasons = st.sampled_from([Reason.BUSY, Reason.TAKEN, Reason.HELD])
    absences = st.sampled_from([Reason.OUT_OF_OFFICE, Reason.HOLIDAY])
    closed = days_around(day).flatmap(lambda first: st.tuples(st.just(first), st.sampled_from([first, day])))
    caps = draw(some_caps())
    return HostTime(
        hours,
        taken=draw(st.dictionaries(reasons, st.lists(runs_near(around, 1800), max_size=4), max_size=3)),
        closed=draw(st.dictionaries(absences, st.lists(closed, max_size=1), max_size=1)),
        caps=caps,
        booked=draw(booked_near(around)) if caps else (),
    )


@st.composite
def hosts_around(draw: st.DrawFn, day: date, first: Hours) -> list[HostTime]:
    others = st.one_of(st.just(first), zones.flatmap(lambda zone: hours_around(day, zone)))
    return [draw(times_of_hosts(day, draw(others))) for _ in range(draw(st.sampled_from([1, 2, 3])))]


@st.composite
def teams(draw: st.DrawFn, day: date, first: Hours) -> list[Group]:
    """Any, all, m of n; seldom more than there are."""
    found = []
    for _ in range(draw(st.sampled_from([1, 2]))):
        hosts = draw(hosts_around(day, first))
        found.append(Group(draw(st.integers(1, len(hosts) + (draw(st.integers(0, 9)) == 9))), hosts))
    return found


def cases() -> st.SearchStrategy[Case]:
    """Of one host as often as of a team."""
    return st.one_of(cases_of_one_host(), cases_of_teams())


@st.composite
def cases_of_one_host(draw: st.DrawFn) -> Case:
    day, hours = draw(first_hours())
    return draw(cases_around(day, hours, [Group(1, [draw(times_of_hosts(day, hours))])]))


@st.composite
def cases_of_teams(draw: st.DrawFn) -> Case:
    day, hours = draw(first_hours())
    return draw(cases_around(day, hours, draw(teams(day, hours))))


@st.composite
def first_hours(draw: st.DrawFn) -> tuple[date, Hours]:
    time_zone = draw(zones)
    day = draw(days_in(time_zone))
    return day, draw(hours_around(day, time_zone))


@st.composite
def cases_around(draw: st.DrawFn, day: date, hours: Hours, groups: Sequence[Group]) -> Case:
    midnight = midnight_of(day)
    rules = draw(rules_around(midnight))
    clock = hours if draw(st.booleans()) else Hours(draw(zones), {})
    booked = draw(booked_near(minute_of(midnight))) if rules.caps else []
    start = draw(moments_near(midnight - timedelta(hours=12), 12))
    window = Interval(start, start + timedelta(hours=draw(st.sampled_from([24, 36, 12, 24, 36, 12, 24, 1, 0]))))
    now = draw(st.one_of(st.just(start - timedelta(days=2)), moments_near(midnight - timedelta(hours=36), 24)))
    return Case(Offer(rules, groups, clock, booked), window, now)


def midnight_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
