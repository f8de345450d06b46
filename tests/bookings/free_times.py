"""A calendar over free times that a test names, in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from halfpast.availability import Interval, Slot
from halfpast.bookings.openings import Absence
from halfpast.bookings.time_choice.calendar_page import CalendarPage, Openings, calendar_page
from halfpast.bookings.time_choice.position import read_position

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 20, 8, tzinfo=UTC)


class FreeTimes:
    """Counts how often it is asked."""

    def __init__(self, *starts: str, away: Sequence[date] = ()) -> None:
        instants = [datetime.fromisoformat(start).replace(tzinfo=UTC) for start in starts]
        self.slots = [Slot(start, start + timedelta(minutes=30)) for start in instants]
        self.away, self.asked = away, 0

    def slots_in(self, window: Interval) -> Sequence[Slot]:
        self.asked += 1
        return [slot for slot in self.slots if window.start <= slot.start < window.end]

    def next_free(self, after: datetime) -> Slot | None:
        self.asked += 1
        return next((slot for slot in self.slots if slot.start >= after), None)

    def absence_on(self, day: date) -> Absence | None:
        return Absence(day, "By the sea", "", "") if day in self.away else None

    @property
    def openings(self) -> Openings:
        return Openings(self.slots_in, self.next_free, self.absence_on)


def shown(*starts: str, zone: ZoneInfo = BERLIN, horizon: int = 60, **query: str) -> CalendarPage:
    return page_of(FreeTimes(*starts), zone, horizon, **query)


def page_of(times: FreeTimes, zone: ZoneInfo = BERLIN, horizon: int = 60, **query: str) -> CalendarPage:
    position = read_position("/lovelace/intro", query, zone, zone_in_address=False)
    return calendar_page(position, times.openings, NOW, Interval(NOW, NOW + timedelta(days=horizon)))
