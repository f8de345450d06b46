"""Days, weeks and months in which a cap is reached."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from halfpast.availability.clock import MINUTE, MINUTES_PER_DAY, day_of_number
from halfpast.availability.grid import Grid, Run
from halfpast.availability.hours import Hours
from halfpast.availability.rules import Cap, Period
from halfpast.availability.working_time import runs_of_date


def capped_starts(cap: Cap, clock: Hours, booked: Iterable[Run], duration: int, grid: Grid) -> int:
    """The starts on local dates of a full period; `booked` are appointments without buffers, by their start's date.

    A cap of minutes is reached when a slot of `duration` would exceed it.
    """
    is_too_short = cap.length is not None and cap.length // MINUTE < duration
    full = _full_periods(cap, clock, booked, duration)
    if not full and not is_too_short:
        return 0
    dates = range(
        grid.first * grid.unit // MINUTES_PER_DAY - 1, (grid.first + grid.size) * grid.unit // MINUTES_PER_DAY + 2
    )
    days = (day for day in dates if is_too_short or _period_of(cap.period, day) in full)
    return grid.touching(run for day in days for run in runs_of_date(clock, day))


def _full_periods(cap: Cap, clock: Hours, booked: Iterable[Run], duration: int) -> set[Hashable]:
    counts: Counter[Hashable] = Counter()
    minutes: Counter[Hashable] = Counter()
    for start, end in booked:
        for period in {_period_of(cap.period, day) for day in _dates_of(clock, start)}:
            counts[period] += 1
            minutes[period] += end - start
    most = None if cap.length is None else cap.length // MINUTE - duration
    full = {period for period, count in counts.items() if cap.count is not None and count >= cap.count}
    return full | {period for period in minutes if most is not None and minutes[period] > most}


def _dates_of(clock: Hours, minute: int) -> Iterator[int]:
    """One as a rule; two, or none, where a journey begins or ends."""
    around = minute // MINUTES_PER_DAY
    for day in (around - 1, around, around + 1):
        if any(start <= minute < end for start, end in runs_of_date(clock, day)):
            yield day


def _period_of(period: Period, day: int) -> Hashable:
    if period is Period.DAY:
        return day
    if period is Period.WEEK:
        return (day + 3) // 7  # the epoch was a Thursday
    date = day_of_number(day)
    return date.year, date.month
