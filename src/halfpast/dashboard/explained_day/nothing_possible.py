"""Why hours leave no start at all on a day, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from halfpast.availability import Hours, Interval
from halfpast.availability.clock import MINUTE, ceil_minute, floor_minute
from halfpast.availability.working_time import working_runs
from halfpast.bookings.offer_words import length_in_words
from halfpast.bookings.openings import HostExplained
from halfpast.dashboard.explained_day.against import Against, in_hours
from halfpast.dashboard.explained_day.asked import AskedDay, dates_of
from halfpast.dashboard.explained_day.rows import name_of


def why_nothing(asked: AskedDay, hosts: Sequence[HostExplained]) -> list[Against]:
    if asked.window.start == asked.window.end:
        return [Against(_("The clock of %(zone)s skipped this date.") % {"zone": asked.zone.key})]
    if not hosts:
        return [Against(_("Nobody hosts this event type yet."))]
    told: dict[Against, list[str]] = {}
    for host in hosts:
        words, mine = _why(asked, host), asked.is_reader(host.host_id) and host.schedule_id
        told.setdefault(in_hours(words, mine) if mine else Against(words), []).append(name_of(asked, host.host_id))
    if len(hosts) == 1:
        return list(told)
    return [each._replace(words=f"{', '.join(names)}: {each.words}") for each, names in told.items()]


def _why(asked: AskedDay, host: HostExplained) -> str:
    hours = host.time.hours
    dates = dates_of(hours, asked.window)
    if host.schedule_id is None or not (any(hours.weekly.values()) or any(hours.overrides.values())):
        return _("No hours are set at all.")
    if _works_in(hours, asked.window):
        length = length_in_words(asked.length // MINUTE)
        return _("The hours of this day are shorter than %(length)s.") % {"length": length}
    if any(day in hours.overrides for day in dates):
        return _("This date is closed.")
    without = [day for day in dates if not hours.ranges_on(day)] or dates
    return _("There are no hours on %(weekday)s.") % {"weekday": _weekdays(without)}


def _works_in(hours: Hours, window: Interval) -> bool:
    start, end = floor_minute(window.start), ceil_minute(window.end)
    return any(run.start < end and start < run.end for run in working_runs(hours, start, end))


def _weekdays(dates: Sequence[date]) -> str:
    return _(" and ").join(format_date(day, "l") for day in dates)
