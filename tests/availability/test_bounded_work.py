"""The worst rules that input accepts: work is counted in lines run, since a clock tells of the machine as well."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from types import FrameType
from typing import TYPE_CHECKING

from halfpast.availability import (
    Group,
    HostTime,
    Hours,
    HoursRange,
    Interval,
    Offer,
    Reason,
    explained,
    offered_starts,
    refusal,
)
from tests.availability.offers import lasting
from tests.availability.oracle import Case, Oracle, minute_of

if TYPE_CHECKING:
    from _typeshed import TraceFunction

NOW = datetime(2027, 1, 1, tzinfo=UTC)
START = datetime(2027, 3, 1, tzinfo=UTC)
# All is past by then: what an answer costs that names thousands of instants would hide what finding them does.
AFTERWARDS = datetime(2028, 1, 1, tzinfo=UTC)
EVERY_MINUTE = lasting(30, every=1)
TWICE = 2.1
# No two hosts keep the same hours, so that nothing is found in a cache but what belongs to the zone.
serial = count()


def window(days: int) -> Interval:
    return Interval(START, START + timedelta(days=days))


def hours(*, overrides: int = 366) -> Hours:
    number = next(serial)
    weekly = dict.fromkeys(range(7), (HoursRange(number % 500, 700), HoursRange(701, 1440)))
    days = [date(2027, 1, 1) + timedelta(days=off) for off in range(overrides)]
    return Hours("Europe/Berlin", weekly, {day: [HoursRange(number % 499, 720), HoursRange(721, 1439)] for day in days})


def host(*, periods: int = 0) -> HostTime:
    """Busy periods all over 62 days, each of 5 minutes."""
    first = minute_of(START)
    at = [first + number * 7919 % (62 * 1440) for number in range(periods)]
    return HostTime(hours(), {Reason.BUSY: [(minute, minute + 5) for minute in at]})


def team(hosts: Sequence[HostTime], needed: int) -> Offer:
    return Offer(EVERY_MINUTE, [Group(needed, hosts)], hosts[0].hours)


def lines_run_by(act: Callable[[], object]) -> int:
    """How many lines of Python are run, each as often as it is."""
    counted, before = 0, sys.gettrace()

    def trace(frame: FrameType, event: str, argument: object) -> TraceFunction:
        nonlocal counted
        counted += event == "line"
        return trace

    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return counted


def lines_to_offer(offer: Offer, days: int = 62) -> int:
    return lines_run_by(lambda: offered_starts(offer, window(days), AFTERWARDS))


def test_work_grows_with_the_number_of_hosts_and_no_faster() -> None:
    lines_to_offer(team([host()], 1))
    few, many = (lines_to_offer(team([host(periods=50) for _ in range(hosts)], hosts // 2)) for hosts in (20, 40))
    assert few < many < TWICE * few


def test_work_grows_with_the_number_of_busy_periods_and_no_faster() -> None:
    lines_to_offer(team([host()], 1))
    few, many = (lines_to_offer(team([host(periods=periods)], 1)) for periods in (20_000, 40_000))
    assert few < many < TWICE * few


def test_work_grows_with_the_length_of_the_window_and_no_faster() -> None:
    lines_to_offer(team([host()], 1), days=62)
    few, many = (lines_to_offer(team([host(periods=50) for _ in range(10)], 5), days) for days in (28, 56))
    assert few < many < TWICE * few


def test_overrides_of_dates_outside_of_the_window_cost_next_to_nothing() -> None:
    offers = [team([HostTime(hours(overrides=overrides))], 1) for overrides in (90, 366)]
    lines_to_offer(team([host()], 1))
    few, many = (lines_to_offer(offer) for offer in offers)
    assert many < 1.2 * few + 2 * 366


def test_what_is_asked_again_costs_next_to_nothing() -> None:
    offer = team([host() for _ in range(10)], 5)
    first, second = lines_to_offer(offer), lines_to_offer(offer)
    assert second < first / 5


def test_explaining_grows_with_the_number_of_hosts_and_no_faster() -> None:
    explained(team([host()], 1), window(1), NOW)
    offers = [team([host(periods=50) for _ in range(hosts)], hosts // 2) for hosts in (10, 20)]
    few, many = (lines_run_by(partial(explained, offer, window(1), NOW)) for offer in offers)
    assert few < many < TWICE * few


def test_a_thousand_hosts_with_a_hundred_thousand_busy_periods_are_answered_right() -> None:
    offer = team([host(periods=100) for _ in range(1000)], 960)
    offered = set(offered_starts(offer, window(62), NOW))
    assert 1_000 < len(offered) < 62 * 1440
    for minutes in range(0, 62 * 1440, 14_321):
        start = START + timedelta(minutes=minutes)
        oracle = Oracle(Case(offer, Interval(start, start + timedelta(minutes=1)), NOW))
        assert (start in offered) == (oracle.offered() == [start]) == (refusal(offer, start, NOW) is None)
