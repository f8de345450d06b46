"""Words of the calendar that are the same on every page of a language: put together once, not once per cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, ngettext, pgettext

from halfpast.web import local_time


def day_labels() -> Callable[[date, int], str]:
    """'Tuesday 3 March 2026, 4 times available', of a day and its free times; of use on this page only."""
    return partial(_day_label, get_language())


def clocks() -> Callable[[int, int], str]:
    """'09:30', of an hour and a minute; of use on this page only."""
    return partial(_clock, get_language())


def month_title(month: date) -> str:
    return _month_title(get_language(), month)


def day_title(day: date) -> str:
    return format_date(day, pgettext("date format", "l j F"))


def next_free(local: datetime, today: date) -> str:
    """'Tuesday 4 May, 09:30', with its year when it is not this one."""
    day = day_title(local.date()) if local.year == today.year else local_time.long_date(local.date())
    return gettext("%(date)s, %(time)s") % {"date": day, "time": local_time.clock(local.time())}


def weekdays() -> tuple[tuple[str, str], ...]:
    """The heads of the columns from Monday: long for screen readers, short for eyes."""
    return _weekdays(get_language())


@lru_cache(4096)
def _day_label(_language: str | None, day: date, free: int) -> str:
    spoken = local_time.long_date(day)
    count = ngettext("%(count)d time available", "%(count)d times available", free) % {"count": free}
    return f"{spoken}, {count if free else gettext('no times available')}"


@lru_cache(256)
def _month_title(_language: str | None, month: date) -> str:
    return format_date(month, pgettext("date format", "F Y"))


@lru_cache(4096)
def _clock(_language: str | None, hour: int, minute: int) -> str:
    return local_time.clock(time(hour, minute))


@lru_cache(64)
def _weekdays(_language: str | None) -> tuple[tuple[str, str], ...]:
    monday = date(2024, 1, 1)
    days = [monday + timedelta(days=n) for n in range(7)]
    return tuple((format_date(day, "l"), format_date(day, "D")) for day in days)
