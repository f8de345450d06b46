"""How an instant is written for people: in a named zone, by the wall clock of that zone."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.dateformat import time_format
from django.utils.translation import gettext, pgettext

from halfpast.web.zones import abbreviation, zone_label

DASH = "\N{EN DASH}"


def full(instant: datetime, zone: ZoneInfo) -> str:
    """'Tuesday 3 March 2026, 10:00, Europe/Berlin (CET)'."""
    local = instant.astimezone(zone)
    return gettext("%(date)s, %(time)s, %(zone)s") % {
        "date": long_date(local.date()),
        "time": clock(local.time()),
        "zone": zone_label(zone, instant),
    }


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """'Tuesday 3 March 2026, 10:00 to 10:30, Europe/Berlin (CET)', with a dash for the 'to'."""
    return gettext("%(date)s, %(times)s, %(zone)s") % {
        "date": long_date(start.astimezone(zone).date()),
        "times": clock_span(start, end, zone),
        "zone": zone_label(zone, start),
    }


def clock_span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """'10:00 to 10:30' with a dash; says when the clock changes in between, or the day."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    first_text, last_text = clock(first.time()), clock(last.time())
    if first.utcoffset() != last.utcoffset():
        first_text, last_text = f"{first_text} {abbreviation(zone, start)}", f"{last_text} {abbreviation(zone, end)}"
    if first.date() != last.date() and last.time() != time.min:
        last_text = f"{long_date(last.date())}, {last_text}"
    return f"{first_text}{DASH}{last_text}"


def long_date(day: date) -> str:
    return format_date(day, pgettext("date format", "l j F Y"))


def clock(wall: time) -> str:
    return time_format(wall, pgettext("time format", "H:i"))


def clock_is_repeated(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone's clock shows this reading twice that day."""
    local = instant.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
