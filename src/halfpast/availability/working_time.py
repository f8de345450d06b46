"""A host's hours as UTC minutes: a repeated hour counts twice and a skipped one not at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from halfpast.availability.clock import EPOCH, MINUTES_PER_DAY, Stretch, stretches_between
from halfpast.availability.hours import Hours, HoursRange

EPOCH_DAY = EPOCH.date()
WHOLE_DAY = HoursRange(0, MINUTES_PER_DAY)


class Piece(NamedTuple):
    """The part of one range that lies in one stretch; by that stretch's clock the range starts at `nominal_start`."""

    start: int
    end: int
    nominal_start: int


class Run(NamedTuple):
    """Working minutes without a gap: pieces that touch, whatever ranges and dates they come from."""

    start: int
    end: int
    pieces: list[Piece]


def runs_between(hours: Hours, start: int, end: int) -> list[Run]:
    """The runs that hold working minutes of `[start, end)`, whole as far as two dates around it go."""
    runs: list[Run] = []
    for piece in sorted(_pieces_of_dates(hours, start // MINUTES_PER_DAY - 1, end // MINUTES_PER_DAY + 1)):
        if runs and runs[-1].end == piece.start:
            runs[-1] = Run(runs[-1].start, piece.end, [*runs[-1].pieces, piece])
        else:
            runs.append(Run(piece.start, piece.end, [piece]))
    return runs


def pieces_of_date(time_zone: str, day: date) -> Iterator[Piece]:
    """All minutes of a local date, working or not."""
    wall_start = (day - EPOCH_DAY).days * MINUTES_PER_DAY
    around = stretches_between(time_zone, wall_start - MINUTES_PER_DAY, wall_start + 2 * MINUTES_PER_DAY)
    return _pieces(WHOLE_DAY, wall_start, around)


def _pieces_of_dates(hours: Hours, first_day: int, last_day: int) -> Iterator[Piece]:
    # A wall clock is less than a day away from UTC.
    around = stretches_between(hours.time_zone, (first_day - 1) * MINUTES_PER_DAY, (last_day + 2) * MINUTES_PER_DAY)
    for day in range(first_day, last_day + 1):
        for each in hours.ranges_on(EPOCH_DAY + timedelta(days=day)):
            yield from _pieces(each, day * MINUTES_PER_DAY, around)


def _pieces(hours_range: HoursRange, wall_midnight: int, stretches: list[Stretch]) -> Iterator[Piece]:
    for stretch in stretches:
        nominal_start = wall_midnight + hours_range.start_minute - stretch.offset
        nominal_end = wall_midnight + hours_range.end_minute - stretch.offset
        start, end = max(nominal_start, stretch.start), min(nominal_end, stretch.end)
        if start < end:
            yield Piece(start, end, nominal_start)
