"""Choosing a time: what the pages share on which somebody books or moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from halfpast.availability import Interval
from halfpast.bookings.time_choice.calendar_page import CalendarPage, OpenSlots, Position, calendar_page
from halfpast.bookings.time_choice.nearest_times import LostTime, nearest_times
from halfpast.web import local_time
from halfpast.web.zones import zone_groups, zone_label


@dataclass(frozen=True)
class TimeChoice:
    """Where somebody stands in the calendar, and what is free there for an appointment of this length."""

    position: Position
    slots: OpenSlots
    now: datetime
    length: timedelta
    horizon: timedelta

    def shown(self) -> dict[str, Any]:
        """The zone of all times of the page, and the others to choose from."""
        zone = self.position.zone
        clock = local_time.clock(self.now.astimezone(zone).time())
        return {
            "zone": zone,
            "zones": zone_groups(zone.key),
            "time_now": f"{clock}, {zone_label(zone, self.now)}",
        }

    def calendar(self) -> CalendarPage:
        return calendar_page(self.position, self.slots, self.now, self.horizon)

    def is_free(self, start: datetime) -> bool:
        return bool(self.slots(Interval(start, start + timedelta(minutes=1))))

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

    def lost(self, title: str, nearest: Iterable[Interval]) -> LostTime:
        return LostTime(title, tuple(nearest_times(nearest, self.position.zone)))


def no_longer_free() -> str:
    return gettext("That time is not free any more. Choose another one.")


def not_a_time() -> str:
    return gettext("That is not a time we know. Choose one from the calendar.")
