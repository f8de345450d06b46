"""The times of one day as a guest reads and chooses them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from halfpast.availability import Slot
from halfpast.bookings.time_choice import labels
from halfpast.bookings.time_choice.month import midnight
from halfpast.bookings.time_choice.position import machine_time
from halfpast.web import local_time
from halfpast.web.zones import abbreviation


class Time(NamedTuple):
    value: str
    label: str
    note: str


def times_of(day: date, slots: Iterable[Slot], zone: ZoneInfo) -> tuple[Time, ...]:
    is_even, clock = _has_one_offset(day, zone), labels.clocks()
    times = []
    for slot in slots:
        local = slot.start.astimezone(zone)
        note = "" if is_even or not local_time.clock_is_repeated(slot.start, zone) else abbreviation(zone, slot.start)
        times.append(Time(machine_time(slot.start), clock(local.hour, local.minute), note))
    return tuple(times)


def _has_one_offset(day: date, zone: ZoneInfo) -> bool:
    """Whether no clock changes that day, so that no time of it can need a note."""
    begin, end = (midnight(each, zone).astimezone(zone) for each in (day, day + timedelta(days=1)))
    return begin.utcoffset() == end.utcoffset()
