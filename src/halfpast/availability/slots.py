"""Which starts are offered, and why one is not."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from itertools import chain, compress
from typing import NamedTuple

from halfpast.availability.clock import MINUTE, ceil_minute, floor_minute
from halfpast.availability.hours import Hours
from halfpast.availability.intervals import Interval
from halfpast.availability.possible_starts import lies_in_hours, possible_starts
from halfpast.availability.rules import Rules
from halfpast.availability.working_time import pieces_of_date

# Every start in `[first, after_last)` is refused, whatever the hours and the step; plain, for there may be thousands.
RefusedStarts = tuple[int, int]


class Reason(Enum):
    """Why a start is not offered, the one to tell first on top."""

    PAST = "past"
    TOO_SOON = "too soon"
    TOO_FAR = "too far"
    OUTSIDE_HOURS = "outside hours"
    UNALIGNED = "unaligned"
    TAKEN = "taken"
    CAP_REACHED = "cap reached"


class Outlook(NamedTuple):
    """The starts in `[earliest, end)` keep the notice and the horizon."""

    now: int
    earliest: int
    end: int


def offered_starts(  # noqa: PLR0917
    hours: Hours,
    rules: Rules,
    busy: Sequence[Interval],
    booked_per_day: Mapping[date, int],
    window: Interval,
    now: datetime,
) -> list[datetime]:
    """In order and in UTC; `busy` carries its own buffers, `booked_per_day` counts by dates of the schedule's zone."""
    outlook = _outlook(rules, now)
    start, end = max(ceil_minute(window.start), outlook.earliest), min(ceil_minute(window.end), outlook.end)
    if start >= end:
        return []
    minutes, moments = possible_starts(hours, rules, start, end)
    offered = bytearray(b"\x01") * len(minutes)
    for first, after_last in chain(_taken_starts(rules, busy), _capped_starts(hours, rules, booked_per_day)):
        low = bisect_left(minutes, first)
        high = bisect_left(minutes, after_last, low)
        offered[low:high] = bytes(high - low)
    return list(compress(moments, offered))


def refusal(  # noqa: PLR0917
    hours: Hours,
    rules: Rules,
    busy: Sequence[Interval],
    booked_per_day: Mapping[date, int],
    start: datetime,
    now: datetime,
) -> Reason | None:
    """Why this one start is not offered, None if it is."""
    minute = floor_minute(start)
    outlook = _outlook(rules, now)
    if minute < outlook.earliest:
        return Reason.PAST if minute < outlook.now else Reason.TOO_SOON
    if minute >= outlook.end:
        return Reason.TOO_FAR
    if minute != ceil_minute(start) or not possible_starts(hours, rules, minute, minute + 1).minutes:
        return Reason.UNALIGNED if lies_in_hours(hours, rules, minute) else Reason.OUTSIDE_HOURS
    if _holds(_taken_starts(rules, busy), minute):
        return Reason.TAKEN
    if _holds(_capped_starts(hours, rules, booked_per_day), minute):
        return Reason.CAP_REACHED
    return None


def _outlook(rules: Rules, now: datetime) -> Outlook:
    return Outlook(ceil_minute(now), ceil_minute(now + rules.minimum_notice), ceil_minute(now + rules.horizon))


def _taken_starts(rules: Rules, busy: Sequence[Interval]) -> Iterator[RefusedStarts]:
    """The starts whose held minutes, slot plus its own buffers, would touch a busy minute."""
    held_before, held_after = rules.buffer_before // MINUTE, (rules.duration + rules.buffer_after) // MINUTE
    for each in busy:
        if each.start < each.end:
            yield floor_minute(each.start) - held_after + 1, ceil_minute(each.end) + held_before


def _capped_starts(hours: Hours, rules: Rules, booked_per_day: Mapping[date, int]) -> Iterator[RefusedStarts]:
    if rules.daily_cap is None:
        return
    for day, booked in booked_per_day.items():
        if booked >= rules.daily_cap:
            yield from ((piece.start, piece.end) for piece in pieces_of_date(hours.time_zone, day))


def _holds(refused: Iterator[RefusedStarts], minute: int) -> bool:
    return any(first <= minute < after_last for first, after_last in refused)
