"""What a host's time says against a start: hours, absences, holidays, and all that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from halfpast.availability import Interval, Reason
from halfpast.availability.clock import ceil_minute, floor_minute
from halfpast.availability.slots import HOST_CAPS
from halfpast.availability.working_time import WorkingRun, working_runs
from halfpast.bookings.openings import HostExplained
from halfpast.dashboard.explained_day.against import Against, full, in_hours, in_time_away, limit_in_words
from halfpast.dashboard.explained_day.asked import AskedDay, dates_of
from halfpast.dashboard.explained_day.closed_dates import ClosedDates
from halfpast.dashboard.explained_day.taken_time import Taken, TakenTime
from halfpast.web import local_time
from halfpast.web.templatetags.local_time import unbroken

PERIODS = {reason: period for period, reason in HOST_CAPS.items()}


@dataclass(frozen=True)
class HostDay:
    """A host, and what is known of the day."""

    asked: AskedDay
    host: HostExplained
    taken: TakenTime
    closed: ClosedDates

    def against(self, reason: Reason, start: datetime) -> Iterator[Against]:
        """A sentence, or one for each thing that takes the time."""
        match reason:
            case Reason.OUTSIDE_HOURS | Reason.UNALIGNED:
                yield self._outside_hours(start)
            case Reason.OTHER_HOURS:
                yield self._other_hours(self._dates(start))
            case Reason.OUT_OF_OFFICE:
                yield self._out_of_office(self._dates(start))
            case Reason.HOLIDAY:
                yield self._holiday(self._dates(start))
            case Reason.TAKEN | Reason.HELD | Reason.BUSY:
                yield from self._taken(reason, start)
            case _:
                yield self._cap(reason)

    @property
    def is_mine(self) -> bool:
        return self.asked.is_reader(self.host.host_id)

    def _outside_hours(self, start: datetime) -> Against:
        minute, end = floor_minute(start), ceil_minute(start + self.asked.length)
        if any(run.start <= minute and end <= run.end for run in self._runs):
            return self._in_hours(_("Within the hours, but no start time of theirs."))
        return self._in_hours(_("Outside the hours of this day."))

    @cached_property
    def _runs(self) -> list[WorkingRun]:
        window = self.asked.window
        return working_runs(
            self.host.time.hours, floor_minute(window.start), ceil_minute(window.end + self.asked.length)
        )

    def _other_hours(self, dates: list[date]) -> Against:
        overrides = self.host.time.hours.overrides
        if any(day in overrides and not overrides[day] for day in dates):
            return self._in_hours(_("You closed this date.") if self.is_mine else _("This date is closed."))
        yours, theirs = _("You gave this date other hours."), _("This date has other hours.")
        return self._in_hours(yours if self.is_mine else theirs)

    def _out_of_office(self, dates: list[date]) -> Against:
        row = self.closed.absence_on(self.host.host_id, dates)
        if row is None or row.first_date == row.last_date:
            return self._time_away(_("Out of office on this date."))
        first, last = local_time.long_date(row.first_date), local_time.long_date(row.last_date)
        return self._time_away(_("Out of office from %(first)s to %(last)s.") % {"first": first, "last": last})

    def _holiday(self, dates: list[date]) -> Against:
        name = self.closed.holiday_on(self.host.host_id, dates)
        return self._in_hours(_("Public holiday: %(name)s.") % {"name": name} if name else _("A public holiday."))

    def _taken(self, reason: Reason, start: datetime) -> Iterator[Against]:
        held = self.asked.held(start)
        for taken in self.taken.get((self.host.host_id, reason), ()):
            if taken.touches(held):
                yield self._told(reason, taken, self.asked.slot(start))

    def _told(self, reason: Reason, taken: Taken, slot: Interval) -> Against:
        times = unbroken(local_time.clock_span(taken.span.start, taken.span.end, self.asked.zone))
        meets = taken.span.start < slot.end and slot.start < taken.span.end
        words = _words_of(reason) if meets else _("Too close to %(name)s, %(times)s: free time is kept around.")
        link_words = _("Open the booking") if taken.link else ""
        return Against(words % {"name": taken.name, "times": times}, taken.link, link_words)

    def _cap(self, reason: Reason) -> Against:
        period = PERIODS[reason]
        limit = limit_in_words(self.host.time.caps, period)
        words = _("%(full)s: at most %(limit)s across all event types.") % {"full": full(period), "limit": limit}
        return Against(words, reverse("host-limits"), _("Change your limits")) if self.is_mine else Against(words)

    def _dates(self, start: datetime) -> list[date]:
        return dates_of(self.host.time.hours, self.asked.slot(start))

    def _in_hours(self, words: str) -> Against:
        schedule_id = self.host.schedule_id
        return in_hours(words, schedule_id) if self.is_mine and schedule_id is not None else Against(words)

    def _time_away(self, words: str) -> Against:
        return in_time_away(words) if self.is_mine else Against(words)


def _words_of(reason: Reason) -> str:
    match reason:
        case Reason.HELD:
            return _("Held for a moment for %(name)s, %(times)s.")
        case Reason.BUSY:
            return _("Busy in %(name)s, %(times)s.")
    return _("Taken by %(name)s, %(times)s.")
