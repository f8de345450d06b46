"""How long the slots of one host and one month take to compute: `python benchmarks/availability.py`."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from statistics import median

from halfpast.availability import Hours, HoursRange, Interval, Rules, offered_starts
from halfpast.availability.clock import _stretches_of_block
from halfpast.availability.possible_starts import _possible_starts_of_block

MONTH = Interval(datetime(2027, 3, 1, 5, tzinfo=UTC), datetime(2027, 4, 1, 4, tzinfo=UTC))
NOW = datetime(2027, 2, 28, 12, tzinfo=UTC)
RULES = Rules(
    duration=timedelta(minutes=30),
    step=timedelta(minutes=15),
    buffer_before=timedelta(minutes=10),
    buffer_after=timedelta(minutes=10),
    minimum_notice=timedelta(minutes=240),
    horizon=timedelta(days=60),
)


def main() -> None:
    report("calibration: 100 000 additions", lambda: sum(number for number in range(100_000)), rounds=50)
    for quantity in (0, 60, 1000):
        busy = busy_intervals(quantity)
        starts = len(warm_slots(busy))
        report(f"1 host, {quantity} busy, warm: {starts} slots", partial(warm_slots, busy))
        report(f"1 host, {quantity} busy, cold", partial(cold_slots, busy), rounds=50)


def warm_slots(busy: list[Interval]) -> list[datetime]:
    return offered_starts(working_hours(), RULES, busy, {}, MONTH, NOW)


def cold_slots(busy: list[Interval]) -> list[datetime]:
    _possible_starts_of_block.cache_clear()
    _stretches_of_block.cache_clear()
    return warm_slots(busy)


def working_hours() -> Hours:
    """Made anew for each answer, as a request does that has read them from the database."""
    day = (HoursRange(9 * 60, 12 * 60), HoursRange(13 * 60, 17 * 60))
    overrides = {date(2027, 3, 10): (), date(2027, 3, 13): (HoursRange(10 * 60, 14 * 60),)}
    return Hours("America/New_York", dict.fromkeys(range(5), day), overrides)


def busy_intervals(quantity: int) -> list[Interval]:
    """Spread evenly over the month, 25 minutes each."""
    length = timedelta(minutes=25)
    starts = (MONTH.start + index * (MONTH.end - MONTH.start) / max(quantity, 1) for index in count())
    return [Interval(start, start + length) for start, _ in zip(starts, range(quantity), strict=False)]


def report(title: str, act: Callable[[], object], rounds: int = 300) -> None:
    act()
    times = [milliseconds(act) for _ in range(rounds)]
    print(f"{title:<36} median {median(times):7.3f} ms   min {min(times):7.3f} ms")


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
