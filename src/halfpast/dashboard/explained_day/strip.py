"""The day as a strip of bars: high where a time is offered, low where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from halfpast.dashboard.explained_day.asked import AskedDay
from halfpast.dashboard.explained_day.rows import Row
from halfpast.web import local_time

MOST_MARKS = 5
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Bar:
    """Places are per cents of the strip's width."""

    left: str
    width: str
    words: str
    is_offered: bool


@dataclass(frozen=True)
class Strip:
    bars: tuple[Bar, ...]
    marks: tuple[tuple[str, str], ...]


def strip_of(rows: Sequence[Row], asked: AskedDay) -> Strip:
    """For a day with rows."""
    begin, end = rows[0].first, rows[-1].last + asked.rules.step
    bars = tuple(_bar(row, until, begin, end) for row, until in zip(rows, _ends(rows, asked), strict=True))
    return Strip(bars, tuple(_marks(begin, end, asked)))


def _ends(rows: Sequence[Row], asked: AskedDay) -> Iterator[datetime]:
    """A bar reaches to the next one, but not over a gap in the hours."""
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        own = row.last + asked.rules.step
        yield own if following is None else min(own, following.first)


def _bar(row: Row, until: datetime, begin: datetime, end: datetime) -> Bar:
    return Bar(
        _share(row.first - begin, end - begin), _share(until - row.first, end - begin), row.times, row.told.is_offered
    )


def _marks(begin: datetime, end: datetime, asked: AskedDay) -> Iterator[tuple[str, str]]:
    """Whole hours, as many as a phone has room for, not at the very edge."""
    apart = max(1, -(-(end - begin) // (HOUR * MOST_MARKS)))
    instant = begin.astimezone(UTC)
    while instant < end:
        local = instant.astimezone(asked.zone)
        share = (instant - begin) / (end - begin)
        if local.minute == 0 and local.hour % apart == 0 and 0.04 < share < 0.96:
            yield _share(instant - begin, end - begin), local_time.clock(local.time())
        instant += timedelta(minutes=1)


def _share(part: timedelta, whole: timedelta) -> str:
    return f"{100 * part / whole:.2f}%"
