"""Choosing a time: what the pages share on which somebody books or moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from halfpast.availability import Interval, Slot
from halfpast.bookings import openings
from halfpast.bookings.models import Appointment
from halfpast.bookings.offer_words import length_in_words
from halfpast.bookings.time_choice.calendar_page import CalendarPage, Openings, calendar_page
from halfpast.bookings.time_choice.nearest_times import LostTime, nearest_times
from halfpast.bookings.time_choice.position import Position
from halfpast.event_types.models import EventType
from halfpast.web import local_time
from halfpast.web.zones import zone_label, zone_options


@dataclass(frozen=True)
class TimeChoice:
    """Where somebody stands in the calendar, and what is free there for an appointment of this length.

    `bookable` is where the starts of slots can lie at all: it bounds the months.
    """

    position: Position
    openings: Openings
    now: datetime
    length: timedelta
    bookable: Interval

    def shown(self) -> dict[str, Any]:
        """The length, and the zone of all times of the page with the others to choose from."""
        zone = self.position.zone
        clock = local_time.clock(self.now.astimezone(zone).time())
        return {
            "zone": zone,
            "zone_options": zone_options(zone.key),
            "time_now": f"{clock}, {zone_label(zone, self.now)}",
            "length": length_in_words(self.length // timedelta(minutes=1)),
        }

    def calendar(self) -> CalendarPage:
        return calendar_page(self.position, self.openings, self.now, self.bookable)

    def is_free(self, start: datetime) -> bool:
        return bool(self.openings.slots_in(Interval(start, start + timedelta(minutes=1))))

    def chosen(self, start: datetime, lost: LostTime | None = None) -> dict[str, Any]:
        """The page that asks about one time, with the way back to its day."""
        here = replace(self.position, month=None, day=None, start=start)
        back = replace(here, start=None, day=start.astimezone(here.zone).date())
        return {
            "chosen": None if lost else Interval(start, start + self.length),
            "lost": lost,
            "here": here.link(),
            "back_link": back.link(),
        }

    def lost(self, title: str, nearest: Iterable[Slot]) -> LostTime:
        return LostTime(title, tuple(nearest_times(nearest, self.position.zone)))


def choice_to_book(position: Position, event_type: EventType, now: datetime, length: timedelta) -> TimeChoice:
    asked = Openings(
        slots_in=lambda window: openings.open_slots(event_type, window, now, length=length),
        next_free=lambda after: openings.next_free(event_type, after, now, length=length),
        absence_on=lambda day: openings.absence_on(event_type, day),
    )
    return TimeChoice(position, asked, now, length, openings.bookable_window(event_type, now))


def choice_to_move(position: Position, appointment: Appointment, now: datetime) -> TimeChoice:
    """Its length stays as it is."""
    event_type = appointment.event_type
    asked = Openings(
        slots_in=lambda window: openings.slots_to_move_to(appointment, window, now),
        next_free=lambda after: openings.next_free_to_move_to(appointment, after, now),
        absence_on=lambda day: openings.absence_on(event_type, day),
    )
    return TimeChoice(position, asked, now, appointment.duration, openings.bookable_window(event_type, now))


def no_longer_free() -> str:
    return gettext("That time is not free any more. Choose another one.")


def not_a_time() -> str:
    return gettext("That is not a time we know. Choose one from the calendar.")
