"""The parts of the calendar that repeat: written here, where a cell costs a tenth of what it costs in a template.

Everything that is put in comes from a person or an address until proven otherwise, and is escaped where it is put in.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

from halfpast.bookings.time_choice.month import Day
from halfpast.bookings.time_choice.times import Time


def weekdays_html(weekdays: Iterable[tuple[str, str]]) -> SafeString:
    """The heads of the month's columns, each in full for who listens."""
    return SafeString(f"<tr>{''.join(_head(long, short) for long, short in weekdays)}</tr>")


def days_html(weeks: Iterable[Iterable[Day | None]]) -> SafeString:
    """The rows of the month's table."""
    return SafeString("".join(f"<tr>{''.join(_cell(day) for day in week)}</tr>" for week in weeks))


def times_html(times: Iterable[Time], link: str) -> SafeString:
    """The items of the list of times; each leads to the link with its start."""
    before = escape(f"{link}{'&' if '?' in link else '?'}start=")
    return SafeString("".join(_time(time, before) for time in times))


def _head(long: str, short: str) -> str:
    return f'<th scope="col"><abbr class="no-underline" title="{escape(long)}">{escape(short)}</abbr></th>'


def _cell(day: Day | None) -> str:
    if day is None:
        return "<td></td>"
    return f"<td>{_open_day(day) if day.link else _dead_day(day)}</td>"


def _open_day(day: Day) -> str:
    classes = f"day day-open{' day-today' * day.is_today}{' day-chosen' * day.is_chosen}"
    current = ' aria-current="true"' if day.is_chosen else ' aria-current="date"' * day.is_today
    return (
        f'<a id="day-{day.date.isoformat()}" class="{classes}" href="{escape(day.link)}" rel="nofollow"'
        f' aria-label="{escape(day.label)}"{current}>{day.date.day}</a>'
    )


def _dead_day(day: Day) -> str:
    current = ' aria-current="date"' * day.is_today
    return (
        f'<span class="day day-dead{" day-today" * day.is_today}" aria-disabled="true"{current}>'
        f'<span aria-hidden="true">{day.date.day}</span><span class="sr-only">{escape(day.label)}</span></span>'
    )


def _time(time: Time, before: str) -> str:
    value, note = escape(time.value), f"<small>{escape(time.note)}</small>" if time.note else ""
    return (
        f'<li><a class="time" href="{before}{value}" rel="nofollow">'
        f'<time datetime="{value}">{escape(time.label)}</time>{note}</a></li>'
    )
