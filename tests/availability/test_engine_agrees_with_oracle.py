import os
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halfpast.availability import Hours, HoursRange, Interval, Rules, offered_starts, refusal
from tests.availability.oracle import Case, Oracle

thorough = settings(
    max_examples=20_000 if os.environ.get("HALFPAST_LONG") else 250,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

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
odd_zones = st.sampled_from(ZONES_WITH_ODD_CHANGES)
zones = st.one_of(odd_zones, odd_zones, st.sampled_from(sorted(available_timezones())))
durations = st.one_of(st.sampled_from([15, 20, 30, 45, 50, 60, 90]), st.integers(1, 120), st.sampled_from([240, 1500]))
steps = st.one_of(st.sampled_from([5, 15, 30, 45, 50, 90]), st.integers(1, 120))
buffers = st.one_of(st.just(0), st.integers(0, 90))
edges_of_ranges = st.one_of(st.integers(0, 1440), st.integers(0, 240), st.sampled_from([0, 1380, 1440]))


@cache
def days_of_changes(time_zone: str) -> list[date]:
    zone = ZoneInfo(time_zone)
    noons = [datetime(2007, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(31 * 365)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    return [noons[at].date() for at in range(1, len(noons)) if offsets[at] != offsets[at - 1]]


def days_in(time_zone: str) -> st.SearchStrategy[date]:
    any_day = st.dates(date(2007, 1, 1), date(2037, 12, 31))
    changes = days_of_changes(time_zone)
    return st.one_of(st.sampled_from(changes), st.sampled_from(changes), any_day) if changes else any_day


@st.composite
def ranges_of_a_day(draw: st.DrawFn) -> list[HoursRange]:
    edges = sorted(draw(st.one_of(st.just({0, 1440}), st.sets(edges_of_ranges, min_size=2, max_size=6))))
    ranges = [HoursRange(a, b) for a, b in pairwise(edges)]
    left_out = draw(st.one_of(st.none(), st.integers(0, len(ranges))))
    return [each for at, each in enumerate(ranges) if at != left_out]


@st.composite
def moments_near(draw: st.DrawFn, around: datetime, hours: int) -> datetime:
    seconds = draw(st.integers(-hours * 60, hours * 60)) * 60 + draw(st.sampled_from([0, 0, 0, 1, 59.999999]))
    return around + timedelta(seconds=seconds)


@st.composite
def intervals_near(draw: st.DrawFn, around: datetime) -> Interval:
    start = draw(moments_near(around, 30))
    return Interval(start, start + timedelta(minutes=draw(st.sampled_from([0, 0.5, 10, 30, 61, 300]))))


@st.composite
def rules_of_any_kind(draw: st.DrawFn) -> Rules:
    return Rules(
        duration=timedelta(minutes=draw(durations)),
        step=timedelta(minutes=draw(steps)),
        buffer_before=timedelta(minutes=draw(buffers)),
        buffer_after=timedelta(minutes=draw(buffers)),
        minimum_notice=timedelta(minutes=draw(st.sampled_from([0, 1, 240, 1440]))),
        horizon=timedelta(minutes=draw(st.sampled_from([100_000, 100_000, 5000, 2000]))),
        daily_cap=draw(st.sampled_from([None, 1, 2])),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    time_zone = draw(zones)
    day = draw(days_in(time_zone))
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    near = st.sampled_from([day + timedelta(days=off) for off in (-2, -1, 0, 1, 2)])
    week = draw(st.lists(ranges_of_a_day(), min_size=1, max_size=3))
    overrides = draw(st.dictionaries(near, st.one_of(ranges_of_a_day(), st.just([])), max_size=3))
    start = draw(moments_near(midnight - timedelta(hours=12), 12))
    return Case(
        hours=Hours(time_zone, {weekday: week[weekday % len(week)] for weekday in range(7)}, overrides),
        rules=draw(rules_of_any_kind()),
        busy=draw(st.lists(intervals_near(midnight), max_size=8)),
        booked_per_day=draw(st.dictionaries(near, st.integers(0, 3))),
        window=Interval(start, start + timedelta(hours=draw(st.sampled_from([36, 24, 12, 1, 0])))),
        now=draw(st.one_of(st.just(start - timedelta(days=2)), moments_near(midnight - timedelta(hours=24), 30))),
    )


@thorough
@given(cases())
def test_the_engine_offers_what_the_definition_does(case: Case) -> None:
    found = offered_starts(case.hours, case.rules, case.busy, case.booked_per_day, case.window, case.now)
    assert found == Oracle(case).offered()


@thorough
@given(cases(), st.data())
def test_the_engine_refuses_for_the_reason_the_definition_does(case: Case, data: st.DataObject) -> None:
    oracle = Oracle(case)
    minutes = list(oracle.window_minutes())
    aligned = [minute for minute in minutes if oracle.is_aligned(minute)]
    any_starts = st.sampled_from(minutes or [case.now.replace(second=0, microsecond=0)])
    likely_starts = st.sampled_from(aligned) if aligned else any_starts
    for start in data.draw(st.lists(st.one_of(any_starts, likely_starts, likely_starts), min_size=1, max_size=10)):
        found = refusal(case.hours, case.rules, case.busy, case.booked_per_day, start, case.now)
        assert found is oracle.reason(start)


@thorough
@given(cases())
def test_a_start_is_offered_if_and_only_if_it_has_no_refusal(case: Case) -> None:
    offered = set(offered_starts(case.hours, case.rules, case.busy, case.booked_per_day, case.window, case.now))
    for start in [*sorted(offered)[::7], *list(Oracle(case).window_minutes())[::37]]:
        found = refusal(case.hours, case.rules, case.busy, case.booked_per_day, start, case.now)
        assert (found is None) == (start in offered)
