"""Where a slot may start as far as hours, length and step go; cached, since these change seldom."""

from functools import lru_cache
from math import gcd

from halfpast.availability.clock import MINUTES_PER_BLOCK, MINUTES_PER_DAY, blocks_between, stretches_between
from halfpast.availability.grid import Grid, shifted
from halfpast.availability.hours import Hours
from halfpast.availability.working_time import Piece, working_runs


def grid_of(hours: Hours, step: int, start: int, end: int) -> Grid:
    """The coarsest grid that holds every possible start in `[start, end)`."""
    blocks = blocks_between(start, max(end, start + 1))
    return Grid.over(start, end, _unit(hours, step, blocks[0], blocks[-1]))


def possible_starts(hours: Hours, duration: int, step: int, grid: Grid) -> int:
    """The starts aligned with the step from which on a slot is working time throughout."""
    start, end = grid.first * grid.unit, (grid.first + grid.size) * grid.unit
    per_block = MINUTES_PER_BLOCK // grid.unit
    bits = 0
    for block in blocks_between(start, end):
        bits |= shifted(
            _possible_starts_of_block(hours, duration, step, grid.unit, block), block * per_block - grid.first
        )
    return bits & grid.everything


def lies_in_hours(hours: Hours, duration: int, start: int) -> bool:
    """Whether a slot from this minute on is working time throughout."""
    end = start + duration
    return any(run.start <= start and end <= run.end for run in working_runs(hours, start, end))


@lru_cache(maxsize=8192)
def _unit(hours: Hours, step: int, first_block: int, last_block: int) -> int:
    """What divides every start: a midnight by UTC, less the zone's offset, plus a range's start, plus some steps."""
    start, end = first_block * MINUTES_PER_BLOCK, (last_block + 1) * MINUTES_PER_BLOCK
    zones = {hours.time_zone, *(each.time_zone for each in hours.travels)}
    offsets = (stretch.offset for zone in zones for stretch in stretches_between(zone, start, end))
    return gcd(step, MINUTES_PER_DAY, hours.unit, *offsets)


# Bounded in memory too: a block takes a third of a kilobyte as a rule, five at the very worst.
@lru_cache(maxsize=8192)
def _possible_starts_of_block(hours: Hours, duration: int, step: int, unit: int, block: int) -> int:
    start = block * MINUTES_PER_BLOCK
    end = start + MINUTES_PER_BLOCK
    bits = 0
    for run in working_runs(hours, start, end + duration):
        for piece in run.pieces:
            aligned = _aligned(piece, step, start, min(piece.end, run.end - duration + 1, end))
            bits |= _every(step // unit, len(aligned)) << (aligned.start - start) // unit if aligned else 0
    return bits


def _aligned(piece: Piece, step: int, start: int, end: int) -> range:
    first = max(piece.start, start)
    return range(first + (piece.nominal_start - first) % step, end, step)


def _every(places: int, times: int) -> int:
    """So many ones, each so many places from the last."""
    return ((1 << places * times) - 1) // ((1 << places) - 1)
