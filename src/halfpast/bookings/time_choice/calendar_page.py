"""The month of days and the day's times as a guest sees them: in the guest's zone, every choice a plain link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.safestring import SafeString

from halfpast.availability import Interval, Slot
from halfpast.bookings.openings import Absence
from halfpast.bookings.time_choice import labels
from halfpast.bookings.time_choice.month import (
    Month,
    Reach,
    SlotsByDay,
    first_of,
    interval_of,
    link_to_times,
    month_of,
    reach_of,
    slots_by_day,
)
from halfpast.bookings.time_choice.position import Position
from halfpast.bookings.time_choice.rendering import days_html, times_html, weekdays_html
from halfpast.bookings.time_choice.times import Time, times_of


def nobody_away(_day: date) -> None:
    return None


@dataclass(frozen=True)
class Openings:
    """What the calendar asks about free times.

    `next_free` gives the first slot that starts then or later, however far ahead.
    """

    slots_in: Callable[[Interval], Sequence[Slot]]
    next_free: Callable[[datetime], Slot | None]
    absence_on: Callable[[date], Absence | None] = nobody_away


@dataclass(frozen=True)
class NextFree:
    words: str
    link: str


@dataclass(frozen=True)
class CalendarPage:
    """`next_free` only where the month is empty."""

    month: Month
    day: date | None
    day_title: str
    times: tuple[Time, ...]
    next_free: NextFree | None
    absence: Absence | None
    position: Position

    @property
    def is_empty(self) -> bool:
        return self.day is None

    def weekdays_html(self) -> SafeString:
        return weekdays_html(self.month.weekdays)

    def days_html(self) -> SafeString:
        return days_html(self.month.weeks)

    def times_html(self) -> SafeString:
        return times_html(self.times, self.position.link())


@dataclass(frozen=True)
class _Sight:
    """A month as it is; `elsewhere` is free when nothing in it is, `missed` the day that was hoped for in vain."""

    month: date
    by_day: SlotsByDay
    elsewhere: Slot | None = None
    missed: date | None = None


def calendar_page(position: Position, openings: Openings, now: datetime, bookable: Interval) -> CalendarPage:
    """The asked month, or the first one with a free time; the asked day, or the first free one."""
    today, reach = now.astimezone(position.zone).date(), reach_of(bookable, position.zone)
    sight = _look(position, openings, bookable, reach)
    chosen = position.day if position.day in sight.by_day else next(iter(sight.by_day), None)
    here = replace(position, month=sight.month, day=chosen, start=None)
    return CalendarPage(
        month=month_of(here, sight.month, sight.by_day, today, reach),
        day=chosen,
        day_title=labels.day_title(chosen) if chosen else "",
        times=times_of(chosen, sight.by_day[chosen], position.zone) if chosen else (),
        next_free=_next_free(here, sight.elsewhere, today) if sight.elsewhere else None,
        absence=openings.absence_on(sight.missed) if sight.missed and sight.missed >= today else None,
        position=here,
    )


def _look(position: Position, openings: Openings, bookable: Interval, reach: Reach) -> _Sight:
    asked = position.month or position.day
    month = reach.month_near(asked or reach.first)
    by_day = _slots_of(month, position, openings)
    asked_day = position.day if position.day and first_of(position.day) == month else None
    if by_day:
        return _Sight(month, by_day, missed=None if asked_day in by_day else asked_day)
    missed = asked_day or max(month, reach.first)
    free = _free_beyond(month, position, openings, bookable)
    if asked or free is None:
        return _Sight(month, by_day, free, missed)
    later = first_of(free.start.astimezone(position.zone).date())
    return _Sight(later, _slots_of(later, position, openings), missed=missed)


def _slots_of(month: date, position: Position, openings: Openings) -> SlotsByDay:
    return slots_by_day(openings.slots_in(interval_of(month, position.zone)), month, position.zone)


def _free_beyond(month: date, position: Position, openings: Openings, bookable: Interval) -> Slot | None:
    """The first free time after an empty month; when there is none, the first one before it."""
    whole = interval_of(month, position.zone)
    after = openings.next_free(whole.end) if whole.end < bookable.end else None
    return after or (openings.next_free(bookable.start) if whole.start > bookable.start else None)


def _next_free(here: Position, slot: Slot, today: date) -> NextFree:
    local = slot.start.astimezone(here.zone)
    there = replace(here, month=first_of(local.date()), day=local.date())
    return NextFree(labels.next_free(local, today), link_to_times(there))
