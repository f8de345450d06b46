"""Instants as whole minutes since the epoch, and the stretches of them in which a zone keeps its offset."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.date()
MINUTE = timedelta(minutes=1)
MINUTES_PER_DAY = 24 * 60
# What is cached is cached per block: a month touches two of them, sometimes three.
MINUTES_PER_BLOCK = 28 * MINUTES_PER_DAY
# zoneinfo exposes no transitions. Since 1970 no zone kept one for less than a week, so daily probes find all.
MINUTES_BETWEEN_PROBES = MINUTES_PER_DAY


class Stretch(NamedTuple):
    """UTC minutes `[start, end)` in which the wall clock is ahead of UTC by `offset` minutes."""

    start: int
    end: int
    offset: int


def floor_minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def ceil_minute(moment: datetime) -> int:
    return -int(-moment.timestamp() // 60)


# Answers name the same few thousand instants again and again; making one costs ten times as much as finding it.
@lru_cache(maxsize=16384)
def moment_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def day_number(day: date) -> int:
    """Days since the epoch."""
    return (day - EPOCH_DAY).days


def day_of_number(number: int) -> date:
    return EPOCH_DAY + timedelta(days=number)


def blocks_between(start: int, end: int) -> range:
    return range(start // MINUTES_PER_BLOCK, (end - 1) // MINUTES_PER_BLOCK + 1)


def stretches_between(time_zone: str, start: int, end: int) -> list[Stretch]:
    """The stretches that together cover `[start, end)`, and a little more."""
    return [stretch for block in blocks_between(start, end) for stretch in _stretches_of_block(time_zone, block)]


def stretches_of_wall_clock(time_zone: str, wall_start: int, wall_end: int) -> Iterator[Stretch]:
    """When the wall clock reads a minute of `[wall_start, wall_end)`, counted as if it were UTC: once as a rule."""
    # A wall clock is less than a day away from UTC.
    for stretch in stretches_between(time_zone, wall_start - MINUTES_PER_DAY, wall_end + MINUTES_PER_DAY):
        start = max(wall_start - stretch.offset, stretch.start)
        end = min(wall_end - stretch.offset, stretch.end)
        if start < end:
            yield Stretch(start, end, stretch.offset)


@lru_cache(maxsize=4096)
def _stretches_of_block(time_zone: str, block: int) -> tuple[Stretch, ...]:
    zone = ZoneInfo(time_zone)
    start = block * MINUTES_PER_BLOCK
    end = start + MINUTES_PER_BLOCK
    probes = range(start, end + 1, MINUTES_BETWEEN_PROBES)
    offsets = [_offset(zone, minute) for minute in probes]
    changes = [
        _change_after(zone, a, b) for (a, b), (p, q) in zip(pairwise(probes), pairwise(offsets), strict=True) if p != q
    ]
    edges = pairwise([start, *changes, end])
    return tuple(Stretch(a, b, _offset(zone, a)) for a, b in edges if a < b)


def _change_after(zone: ZoneInfo, start: int, end: int) -> int:
    """The first minute after `start` with another offset, when `end` has another one."""
    before = _offset(zone, start)
    return start + bisect_left(range(start, end), True, key=lambda minute: _offset(zone, minute) != before)


def _offset(zone: ZoneInfo, minute: int) -> int:
    moment = moment_of(minute)
    return (moment.astimezone(zone).replace(tzinfo=UTC) - moment) // MINUTE
