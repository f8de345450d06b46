"""A host's hours as UTC minutes: a repeated hour counts twice and a skipped one not at all."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from halfpast.availability.clock import MINUTES_PER_DAY, day_of_number, stretches_of_wall_clock
from halfpast.availability.grid import Run
from halfpast.availability.hours import Hours


class Piece(NamedTuple):
    """The part of one range in one stretch of unchanged clock, by which the range starts at `nominal_start`."""

    start: int
    end: int
    nominal_start: int


class WorkingRun(NamedTuple):
    """Working minutes without a gap: pieces that touch or overlap, whatever ranges and dates they come from."""

    start: int
    end: int
    pieces: list[Piece]


def working_runs(hours: Hours, start: int, end: int) -> list[WorkingRun]:
    """The runs that hold working minutes of `[start, end)`, whole as far as two dates around it go."""
    runs: list[WorkingRun] = []
    for piece in sorted(_pieces(hours, start // MINUTES_PER_DAY - 2, end // MINUTES_PER_DAY + 2)):
        if runs and runs[-1].end >= piece.start:
            last = runs[-1]
            runs[-1] = WorkingRun(last.start, max(last.end, piece.end), [*last.pieces, piece])
        else:
            runs.append(WorkingRun(piece.start, piece.end, [piece]))
    return runs


def _pieces(hours: Hours, first_day: int, last_day: int) -> Iterator[Piece]:
    for number in range(first_day, last_day + 1):
        day = day_of_number(number)
        for each in hours.ranges_on(day):
            start = number * MINUTES_PER_DAY + each.start_minute
            end = number * MINUTES_PER_DAY + each.end_minute
            for stretch in stretches_of_wall_clock(hours.zone_on(day), start, end):
                yield Piece(stretch.start, stretch.end, start - stretch.offset)


def runs_of_date(hours: Hours, number: int) -> tuple[Run, ...]:
    """All minutes of a local date, working or not: none when the clock skips it."""
    return _runs_of_date(hours.zone_on(day_of_number(number)), number)


@lru_cache(maxsize=16384)
def _runs_of_date(time_zone: str, number: int) -> tuple[Run, ...]:
    midnight = number * MINUTES_PER_DAY
    stretches = stretches_of_wall_clock(time_zone, midnight, midnight + MINUTES_PER_DAY)
    return tuple((stretch.start, stretch.end) for stretch in stretches)
