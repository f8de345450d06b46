"""What closes whole dates of the hosts, by name: absences and public holidays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from halfpast.availability import Reason
from halfpast.bookings.openings import HostExplained
from halfpast.dashboard.explained_day.asked import DAY, AskedDay
from halfpast.schedules.models import OutOfOffice, Schedule
from halfpast.schedules.public_holidays import holidays_between


@dataclass(frozen=True)
class ClosedDates:
    """By host."""

    absences: Mapping[int, Sequence[OutOfOffice]] = field(default_factory=dict)
    holidays: Mapping[int, Mapping[date, str]] = field(default_factory=dict)

    def absence_on(self, host_id: int, dates: Sequence[date]) -> OutOfOffice | None:
        rows = self.absences.get(host_id, ())
        return next((row for row in rows for day in dates if row.first_date <= day <= row.last_date), None)

    def holiday_on(self, host_id: int, dates: Sequence[date]) -> str:
        names = self.holidays.get(host_id, {})
        return next((names[day] for day in dates if day in names), "")


def closed_dates(asked: AskedDay, hosts: Sequence[HostExplained]) -> ClosedDates:
    """At most two queries, and none for what closes nothing."""
    first, last = asked.day - 2 * DAY, asked.day + 2 * DAY
    away = [host.host_id for host in hosts if Reason.OUT_OF_OFFICE in host.time.closed]
    absences: dict[int, list[OutOfOffice]] = defaultdict(list)
    if away:
        for row in OutOfOffice.objects.filter(user__in=away, first_date__lte=last, last_date__gte=first):
            absences[row.user_id].append(row)
    return ClosedDates(absences, _holidays(hosts, first, last))


def _holidays(hosts: Sequence[HostExplained], first: date, last: date) -> Mapping[int, Mapping[date, str]]:
    keeping = {
        host.schedule_id: host.host_id
        for host in hosts
        if host.schedule_id is not None and Reason.HOLIDAY in host.time.closed
    }
    if not keeping:
        return {}
    rows = Schedule.objects.filter(pk__in=keeping).values_list("pk", "holiday_country", "holiday_region")
    return {keeping[pk]: holidays_between(country, region, first, last) for pk, country, region in rows}
