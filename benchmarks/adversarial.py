"""The worst that rules allow: it has no goal but to end."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random

from benchmarks import workload
from benchmarks.engine import forget
from benchmarks.timing import headline, taken, tell
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
    explained,
    offered_starts,
)
from halfpast.availability.clock import floor_minute

WINDOW = Interval(workload.MONTH.start, workload.MONTH.start + timedelta(days=62))
RULES = Rules(
    duration=timedelta(minutes=50),
    step=timedelta(minutes=1),
    buffer_before=timedelta(minutes=7),
    buffer_after=timedelta(minutes=13),
    minimum_notice=timedelta(minutes=0),
    horizon=timedelta(days=730),
    caps=(Cap(Period.DAY, 900), Cap(Period.WEEK, 5000, timedelta(days=6)), Cap(Period.MONTH, 20_000)),
)
BUSY_EACH = 100


def measure(size: int) -> None:
    busy = BUSY_EACH * size
    headline(f"Adversarial: 366 overrides, 1-minute steps, 62 days, {size} hosts, {busy} busy")
    for title, needed in (("any", 1), ("half", max(size // 2, 1)), ("all", size)):
        offer = _offer(size, needed)
        warm = partial(offered_starts, offer, WINDOW, workload.NOW)
        tell(f"{title} of {size}, cold", taken(warm, before=forget, rounds=1))
        tell(f"{title} of {size}, warm", taken(warm, rounds=1))
    one = Offer(RULES, [Group(1, [_host(0, busy)])], Hours(workload.ZONES[0], {}), _busy(0, busy))
    tell(f"1 host, all {busy} busy", taken(partial(offered_starts, one, WINDOW, workload.NOW), rounds=20))
    day = Interval(WINDOW.start, WINDOW.start + timedelta(days=1))
    tell("explain one day of it: 1440 starts", taken(partial(explained, one, day, workload.NOW), rounds=20))


def _offer(size: int, needed: int) -> Offer:
    hosts = [_host(number, BUSY_EACH) for number in range(size)]
    booked = [run for host in hosts[:10] for run in host.taken[Reason.BUSY]]
    return Offer(RULES, [Group(needed, hosts)], Hours(workload.ZONES[0], {}), booked)


def _host(number: int, quantity: int) -> HostTime:
    """No two have the same hours."""
    weekly = dict.fromkeys(range(7), (HoursRange(0, 12 * 60 + number % 60), HoursRange(13 * 60 + number % 60, 24 * 60)))
    first = date(2027, 1, 1)
    overrides = {
        first + timedelta(days=day): (HoursRange(number % 60, 700), HoursRange(701 + day % 7, 1440))
        for day in range(366)
    }
    hours = Hours(workload.zone_of(number), weekly, overrides)
    return HostTime(hours, {Reason.BUSY: _busy(number, quantity)})


def _busy(number: int, quantity: int) -> list[tuple[int, int]]:
    chance = Random(f"busy host {number}")
    first, last = floor_minute(WINDOW.start), floor_minute(WINDOW.end)
    starts = (chance.randrange(first, last) for _ in range(quantity))
    return [(start, start + chance.randrange(1, 90)) for start in starts]
