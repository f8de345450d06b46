"""What is measured: March 2027 of hosts in New York, Berlin and Kolkata, each with hours, overrides and busy time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from halfpast.availability import Group, HostTime, Hours, HoursRange, Interval, Offer, Reason, Rules
from halfpast.availability.clock import floor_minute

Run = tuple[int, int]

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata")
# March by New York's clock, which changes in it, as Berlin's does two weeks later.
MONTH = Interval(datetime(2027, 3, 1, 5, tzinfo=UTC), datetime(2027, 4, 1, 4, tzinfo=UTC))
# A Monday at seven in New York: the notice takes the first two hours of its day away.
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = (HoursRange(9 * 60, 12 * 60), HoursRange(13 * 60, 17 * 60))
WEEK = dict.fromkeys(range(5), DAY)
OVERRIDES: dict[date, tuple[HoursRange, ...]] = {
    date(2027, 3, 10): (),
    date(2027, 3, 13): (HoursRange(10 * 60, 14 * 60),),
}
RULES = Rules(
    duration=timedelta(minutes=30),
    step=timedelta(minutes=15),
    buffer_before=timedelta(minutes=10),
    buffer_after=timedelta(minutes=10),
    minimum_notice=timedelta(minutes=240),
    horizon=timedelta(days=60),
)
HALF_HOUR = 30


def zone_of(number: int) -> str:
    return ZONES[number % len(ZONES)]


def hours_in(time_zone: str) -> Hours:
    return Hours(time_zone, WEEK, OVERRIDES)


def busy_of(number: int, quantity: int) -> list[Run]:
    """Some of the month's half hours, each taken for 15 to 30 minutes: never two at once, as reservations are."""
    chance = Random(f"host {number}")
    first, last = floor_minute(MONTH.start), floor_minute(MONTH.end)
    starts = sorted(chance.sample(range(first, last, HALF_HOUR), quantity))
    return [(start, start + chance.choice((15, 20, 25, 30))) for start in starts]


def host_of(number: int, quantity: int) -> HostTime:
    return host_in(zone_of(number), busy_of(number, quantity))


def host_in(time_zone: str, busy: Sequence[Run]) -> HostTime:
    return HostTime(hours_in(time_zone), {Reason.BUSY: busy} if busy else {})


def offer_of(hosts: Sequence[HostTime], needed: int = 1) -> Offer:
    return Offer(RULES, [Group(needed, hosts)], Hours(ZONES[0], {}))


def any_of(size: int, needed: int = 1) -> Offer:
    """Each host is busy at other times."""
    return offer_of([host_of(number, 60) for number in range(size)], needed)


def all_of(size: int, zones: Sequence[str] = ZONES) -> Offer:
    """All hosts are busy at the same times: otherwise nothing would be left of the month."""
    busy = busy_of(0, 60)
    return offer_of([host_in(zones[number % len(zones)], list(busy)) for number in range(size)], needed=size)
