"""Where somebody stands in the calendar, and the plain links that lead on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Position:
    """What the query string of the page says; `length` is None for the event type's main one."""

    path: str
    zone: ZoneInfo
    zone_in_address: bool
    month: date | None = None
    day: date | None = None
    start: datetime | None = None
    length: int | None = None

    def link(self) -> str:
        # Nothing but digits, and a zone that exists: quoted where its name has a plus.
        parts = (
            f"month={self.month.isoformat()[:7]}" if self.month else "",
            f"date={self.day.isoformat()}" if self.day else "",
            f"length={self.length}" if self.length else "",
            f"tz={quote(self.zone.key)}" if self.zone_in_address else "",
            f"start={machine_time(self.start)}" if self.start else "",
        )
        query = "&".join(part for part in parts if part)
        return f"{self.path}?{query}" if query else self.path


def read_position(
    path: str, query: Mapping[str, str], zone: ZoneInfo, *, zone_in_address: bool, length: int | None = None
) -> Position:
    """What the query string says; what cannot be read counts as not said."""
    start = read_start(query.get("start", ""))
    day = read_day(query.get("date", "")) or (start and start.astimezone(zone).date())
    month = read_day(f"{query.get('month', '')}-01")
    return Position(path, zone, zone_in_address, month, day, start, length)


def read_start(text: str) -> datetime | None:
    """An instant with its offset, whole minutes only; None for anything else."""
    try:
        # A "+" of an offset arrives as a space when whoever made the link forgot to encode it.
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    is_whole_minute = instant.tzinfo is not None and not instant.second and not instant.microsecond
    # Far from the edges of what a date can say: whoever looks a few weeks around it must not fall off.
    return instant.astimezone(UTC) if is_whole_minute and 1970 < instant.year < 2200 else None


def read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 2200 else None


def machine_time(instant: datetime) -> str:
    """'2026-03-03T09:00:00Z': without what is less than a second."""
    return f"{instant.astimezone(UTC).isoformat()[:19]}Z"
