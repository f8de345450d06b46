"""Where a slot may start as far as hours, length and step go; cached, since these change seldom."""

from bisect import bisect_left
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from halfpast.availability.clock import MINUTE, MINUTES_PER_BLOCK, blocks_between, moment_of
from halfpast.availability.hours import Hours
from halfpast.availability.rules import Rules
from halfpast.availability.working_time import Run, runs_between


class PossibleStarts(NamedTuple):
    """The same starts twice, in order: as minutes to reckon with, as UTC instants to hand out."""

    minutes: tuple[int, ...]
    moments: tuple[datetime, ...]


def possible_starts(hours: Hours, rules: Rules, start: int, end: int) -> PossibleStarts:
    """The possible starts in `[start, end)`."""
    duration, step = rules.duration // MINUTE, rules.step // MINUTE
    blocks = [_possible_starts_of_block(hours, duration, step, block) for block in blocks_between(start, end)]
    minutes = tuple(chain.from_iterable(block.minutes for block in blocks))
    moments = tuple(chain.from_iterable(block.moments for block in blocks))
    inside = slice(bisect_left(minutes, start), bisect_left(minutes, end))
    return PossibleStarts(minutes[inside], moments[inside])


def lies_in_hours(hours: Hours, rules: Rules, start: int) -> bool:
    """Whether a slot from this minute on is working time throughout."""
    end = start + rules.duration // MINUTE
    return any(run.start <= start and end <= run.end for run in runs_between(hours, start, end))


# Bounded in memory too: a block holds about 700 starts as a rule, 40 000 (3 MB) at the very worst.
@lru_cache(maxsize=128)
def _possible_starts_of_block(hours: Hours, duration: int, step: int, block: int) -> PossibleStarts:
    start = block * MINUTES_PER_BLOCK
    end = start + MINUTES_PER_BLOCK
    runs = runs_between(hours, start, end + duration)
    minutes = tuple(minute for run in runs for minute in _aligned_starts(run, duration, step) if start <= minute < end)
    return PossibleStarts(minutes, tuple(map(moment_of, minutes)))


def _aligned_starts(run: Run, duration: int, step: int) -> chain[int]:
    after_last = run.end - duration + 1
    return chain.from_iterable(
        range(piece.start + (piece.nominal_start - piece.start) % step, min(piece.end, after_last), step)
        for piece in run.pieces
    )
