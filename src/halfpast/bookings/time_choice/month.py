"""The days of a month and how many free times each has, by the clock of the guest."""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from halfpast.availability import Interval, Slot
from halfpast.bookings.time_choice import labels
from halfpast.bookings.time_choice.position import Position

SlotsByDay = Mapping[date, Sequence[Slot]]


class Day(NamedTuple):
    date: date
    label: str
    link: str
    is_today: bool
    is_chosen: bool


@dataclass(frozen=True)
class Month:
    title: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Day | None, ...], ...]
    earlier: str
    later: str


@dataclass(frozen=True)
class Reach:
    """The first and the last date, in the guest's zone, on which a slot could start."""

    first: date
    last: date

    def month_near(self, day: date) -> date:
        """The first of its month, or of the nearest month within reach."""
        return min(max(first_of(day), first_of(self.first)), first_of(self.last))


def reach_of(bookable: Interval, zone: ZoneInfo) -> Reach:
    first = bookable.start.astimezone(zone).date()
    return Reach(first, max(first, (bookable.end - timedelta(minutes=1)).astimezone(zone).date()))


def month_of(position: Position, shown: date, by_day: SlotsByDay, today: date, reach: Reach) -> Month:
    earlier, later = first_of(shown - timedelta(days=1)), next_month(shown)
    elsewhere = replace(position, day=None)
    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(shown.year, shown.month)
    label = labels.day_labels()
    before, _, after = link_to_times(replace(position, day=shown)).rpartition(shown.isoformat())

    def cell(day: date) -> Day | None:
        if day.month != shown.month:
            return None
        free = len(by_day.get(day, ()))
        link = f"{before}{day.isoformat()}{after}" if free else ""
        return Day(day, label(day, free), link, day == today, day == position.day)

    return Month(
        title=labels.month_title(shown),
        weekdays=labels.weekdays(),
        weeks=tuple(tuple(cell(day) for day in week) for week in weeks),
        earlier=replace(elsewhere, month=earlier).link() if earlier >= first_of(reach.first) else "",
        later=replace(elsewhere, month=later).link() if later <= reach.last else "",
    )


def link_to_times(position: Position) -> str:
    return f"{position.link()}#times"


def slots_by_day(slots: Sequence[Slot], month: date, zone: ZoneInfo) -> SlotsByDay:
    """Only days that have one; the slots are those of the month, in order."""
    days = [month + timedelta(days=n) for n in range((next_month(month) - month).days)]
    starts = [slot.start for slot in slots]
    # Where each day begins among them: a clock for each of thousands of slots would cost more than all the rest.
    begins = [bisect_left(starts, midnight(day, zone)) for day in days] + [len(slots)]
    bounds = zip(days, begins, begins[1:], strict=False)
    return {day: slots[begin:end] for day, begin, end in bounds if begin < end}


def interval_of(month: date, zone: ZoneInfo) -> Interval:
    return Interval(midnight(month, zone), midnight(next_month(month), zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment the day begins, also where the clock skips or repeats its midnight."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def first_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return first_of(month + timedelta(days=31))
