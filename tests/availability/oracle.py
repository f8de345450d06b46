"""The definition of availability spelled out minute by minute; shares no code with the engine but its input."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from halfpast.availability import Hours, HoursRange, Interval, Reason, Rules

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Case:
    hours: Hours
    rules: Rules
    busy: list[Interval]
    booked_per_day: dict[date, int]
    window: Interval
    now: datetime


class Oracle:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.zone = ZoneInfo(case.hours.time_zone)
        self.taken = {minute for each in case.busy for minute in touched_minutes(each)}
        self.known_ranges: dict[datetime, HoursRange | None] = {}

    def offered(self) -> list[datetime]:
        return [start for start in self.window_minutes() if self.is_aligned(start) and self.reason(start) is None]

    def window_minutes(self) -> Iterator[datetime]:
        minute = self.case.window.start.replace(second=0, microsecond=0)
        while minute < self.case.window.end:
            if minute >= self.case.window.start:
                yield minute
            minute += MINUTE

    def reason(self, start: datetime) -> Reason | None:
        rules, now = self.case.rules, self.case.now
        if start < now:
            return Reason.PAST
        if start - now < rules.minimum_notice:
            return Reason.TOO_SOON
        if start - now >= rules.horizon:
            return Reason.TOO_FAR
        if any(self.range_at(start + off) is None for off in minutes_from(timedelta(0), rules.duration)):
            return Reason.OUTSIDE_HOURS
        if not self.is_aligned(start):
            return Reason.UNALIGNED
        held = minutes_from(-rules.buffer_before, rules.duration + rules.buffer_after)
        if any(start + off in self.taken for off in held):
            return Reason.TAKEN
        return Reason.CAP_REACHED if self.is_capped(start) else None

    def range_at(self, minute: datetime) -> HoursRange | None:
        """The range the wall clock reads a time of, if any."""
        if minute not in self.known_ranges:
            self.known_ranges[minute] = self.look_up_range(minute)
        return self.known_ranges[minute]

    def look_up_range(self, minute: datetime) -> HoursRange | None:
        wall = minute.astimezone(self.zone)
        hours, reading = self.case.hours, wall.hour * 60 + wall.minute
        override = hours.overrides.get(wall.date())
        ranges = hours.weekly.get(wall.weekday(), []) if override is None else override
        return next((each for each in ranges if each.start_minute <= reading < each.end_minute), None)

    def is_aligned(self, start: datetime) -> bool:
        wall, own_range = start.astimezone(self.zone), self.range_at(start)
        if own_range is None:
            return False
        since_nominal_start = timedelta(hours=wall.hour, minutes=wall.minute - own_range.start_minute)
        return since_nominal_start % self.case.rules.step == timedelta(0)

    def is_capped(self, start: datetime) -> bool:
        cap = self.case.rules.daily_cap
        return cap is not None and self.case.booked_per_day.get(start.astimezone(self.zone).date(), 0) >= cap


def minutes_from(first: timedelta, end: timedelta) -> Iterator[timedelta]:
    while first < end:
        yield first
        first += MINUTE


def touched_minutes(busy: Interval) -> Iterator[datetime]:
    minute = busy.start.astimezone(UTC).replace(second=0, microsecond=0)
    while busy.start < busy.end and minute < busy.end:
        yield minute
        minute += MINUTE
