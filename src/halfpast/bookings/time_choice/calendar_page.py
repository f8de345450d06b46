"""The month of days and the day's times as a guest sees them: in the guest's zone, every choice a plain link."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext, pgettext

from halfpast.availability import Interval
from halfpast.web import local_time
from halfpast.web.zones import abbreviation

OpenSlots = Callable[[Interval], Sequence[Interval]]


@dataclass(frozen=True)
class Position:
    """Where the guest stands in the calendar: what the query string of the page says."""

    path: str
    zone: ZoneInfo
    zone_in_address: bool
    month: date | None = None
    day: date | None = None
    start: datetime | None = None

    def link(self) -> str:
        parts = {
            "month": f"{self.month:%Y-%m}" if self.month else "",
            "date": self.day.isoformat() if self.day else "",
            "tz": self.zone.key if self.zone_in_address else "",
            "start": machine_time(self.start) if self.start else "",
        }
        query = urlencode({name: value for name, value in parts.items() if value}, safe="/:")
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True)
class Day:
    date: date
    label: str
    link: str
    is_today: bool
    is_chosen: bool


@dataclass(frozen=True)
class Time:
    start: datetime
    value: str
    label: str
    note: str
    link: str


@dataclass(frozen=True)
class Month:
    title: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Day | None, ...], ...]
    earlier: str
    later: str


@dataclass(frozen=True)
class CalendarPage:
    month: Month
    day: date | None
    day_title: str
    times: tuple[Time, ...]
    is_empty: bool
    position: Position


def calendar_page(position: Position, open_slots: OpenSlots, now: datetime, horizon: timedelta) -> CalendarPage:
    """The asked month, or the first one with a free time; the asked day, or the first free one."""
    today, last_day = (moment.astimezone(position.zone).date() for moment in (now, now + horizon))
    asked = position.month or (position.day and first_of(position.day))
    shown, slots = (
        first_free_month(open_slots, position.zone, today, last_day)
        if asked is None
        else slots_of(open_slots, clamp(asked, today, last_day), position.zone)
    )
    by_day = slots_by_day(slots, position.zone)
    chosen = position.day if position.day in by_day else next(iter(by_day), None)
    here = replace(position, month=shown, day=chosen, start=None)
    return CalendarPage(
        month=month_of(here, shown, by_day, today, last_day),
        day=chosen,
        day_title=format_date(chosen, pgettext("date format", "l j F")) if chosen else "",
        times=times_of(here, by_day[chosen]) if chosen else (),
        is_empty=not by_day,
        position=here,
    )


def read_position(path: str, query: Mapping[str, str], zone: ZoneInfo, *, zone_in_address: bool) -> Position:
    """What the query string says; what cannot be read counts as not said."""
    start = read_start(query.get("start", ""))
    day = read_day(query.get("date", "")) or (start and start.astimezone(zone).date())
    month = read_day(f"{query.get('month', '')}-01")
    return Position(path, zone, zone_in_address, month, day, start)


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
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def times_of(position: Position, slots: Iterable[Interval]) -> tuple[Time, ...]:
    return tuple(
        Time(
            start=slot.start,
            value=machine_time(slot.start),
            label=local_time.clock(slot.start.astimezone(position.zone).time()),
            note=note_of(slot.start, position.zone),
            link=replace(position, start=slot.start).link(),
        )
        for slot in slots
    )


def note_of(start: datetime, zone: ZoneInfo) -> str:
    """What tells a time apart from the other one of the same name, an hour away: '' for nearly all."""
    return abbreviation(zone, start) if local_time.clock_is_repeated(start, zone) else ""


def month_of(
    position: Position, shown: date, by_day: Mapping[date, Sequence[Interval]], today: date, last_day: date
) -> Month:
    earlier, later = first_of(shown - timedelta(days=1)), next_month(shown)
    elsewhere = replace(position, day=None)
    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(shown.year, shown.month)

    def cell(day: date) -> Day | None:
        return day_of(position, day, len(by_day.get(day, ())), today) if day.month == shown.month else None

    return Month(
        title=format_date(shown, pgettext("date format", "F Y")),
        weekdays=weekdays(shown),
        weeks=tuple(tuple(cell(day) for day in week) for week in weeks),
        earlier=replace(elsewhere, month=earlier).link() if earlier >= first_of(today) else "",
        later=replace(elsewhere, month=later).link() if later <= last_day else "",
    )


def day_of(position: Position, day: date, free: int, today: date) -> Day:
    spoken = format_date(day, pgettext("date format", "l j F Y"))
    count = ngettext("%(count)d time available", "%(count)d times available", free) % {"count": free}
    return Day(
        date=day,
        label=f"{spoken}, {count if free else gettext('no times available')}",
        link=f"{replace(position, day=day).link()}#times" if free else "",
        is_today=day == today,
        is_chosen=day == position.day,
    )


def weekdays(month: date) -> tuple[tuple[str, str], ...]:
    """The heads of the columns from Monday: long for screen readers, short for eyes."""
    monday = month - timedelta(days=month.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    return tuple((format_date(day, "l"), format_date(day, "D")) for day in days)


def first_free_month(
    open_slots: OpenSlots, zone: ZoneInfo, today: date, last_day: date
) -> tuple[date, Sequence[Interval]]:
    month = first_of(today)
    while month <= last_day:
        _, slots = slots_of(open_slots, month, zone)
        if slots:
            return month, slots
        month = next_month(month)
    return first_of(today), ()


def slots_by_day(slots: Iterable[Interval], zone: ZoneInfo) -> dict[date, list[Interval]]:
    return {day: list(group) for day, group in groupby(slots, lambda slot: slot.start.astimezone(zone).date())}


def slots_of(open_slots: OpenSlots, month: date, zone: ZoneInfo) -> tuple[date, Sequence[Interval]]:
    return month, open_slots(Interval(midnight(month, zone), midnight(next_month(month), zone)))


def clamp(month: date, today: date, last_day: date) -> date:
    return min(max(month, first_of(today)), first_of(last_day))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def first_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return first_of(month + timedelta(days=31))
