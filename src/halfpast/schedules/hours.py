"""A schedule's rows as the hours that availability computes with, and back; and the holidays kept with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import transaction

from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import User
from halfpast.availability import Hours, HoursRange, Travel
from halfpast.schedules.models import DateOverride, Schedule, WeeklyRange

Ranges = Sequence[HoursRange]


@dataclass(frozen=True)
class ScheduleHours:
    """What a person typed, checked: raises InvalidHours for ranges that overlap or end before they start."""

    time_zone: str
    weekly: Mapping[int, Ranges]
    overrides: Mapping[date, Ranges]

    def __post_init__(self) -> None:
        _ = self.hours

    @cached_property
    def hours(self) -> Hours:
        return Hours(self.time_zone, self.weekly, self.overrides)


@dataclass(frozen=True)
class HolidaysKept:
    """The public holidays of a country, and of a region in it, are closed, but for those named in `worked`."""

    country: str = ""
    region: str = ""
    worked: Sequence[str] = ()


def hours_of(schedule: Schedule, journeys: Sequence[Travel] = ()) -> Hours:
    """Two queries, or none when both are prefetched."""
    weekly: dict[int, list[HoursRange]] = defaultdict(list)
    for row in schedule.weekly_ranges.all():
        weekly[row.weekday].append(HoursRange(row.start_minute, row.end_minute))
    overrides: dict[date, list[HoursRange]] = defaultdict(list)
    for override in schedule.date_overrides.all():
        ranges = overrides[override.date]
        if override.start_minute is not None and override.end_minute is not None:
            ranges.append(HoursRange(override.start_minute, override.end_minute))
    return Hours(schedule.time_zone, weekly, overrides, journeys)


def journeys_of(host: User) -> list[Travel]:
    return [Travel(row.first_date, row.last_date, row.time_zone) for row in host.travels.all()]


@transaction.atomic
def save_hours(schedule: Schedule, hours: ScheduleHours, holidays: HolidaysKept | None = None) -> None:
    """Replace a schedule's zone, weekly hours, overrides and, unless None, holidays; its name is saved with it."""
    # Its host's lock comes first, as with everything that changes when a host can be booked.
    availability_changed([schedule.owner_id])
    Schedule.objects.select_for_update().get(pk=schedule.pk)
    schedule.time_zone = hours.time_zone
    if holidays is not None:
        schedule.holiday_country, schedule.holiday_region = holidays.country, holidays.region
        schedule.holidays_worked = list(holidays.worked)
    schedule.save()
    schedule.weekly_ranges.all().delete()
    schedule.date_overrides.all().delete()
    WeeklyRange.objects.bulk_create(
        WeeklyRange(schedule=schedule, weekday=weekday, start_minute=each.start_minute, end_minute=each.end_minute)
        for weekday, ranges in hours.weekly.items()
        for each in ranges
    )
    DateOverride.objects.bulk_create(
        DateOverride(schedule=schedule, date=day, start_minute=start, end_minute=end)
        for day, ranges in hours.overrides.items()
        for start, end in _rows_of(ranges)
    )


def _rows_of(ranges: Ranges) -> list[tuple[int, int] | tuple[None, None]]:
    """A closed date is one row without minutes."""
    return [(each.start_minute, each.end_minute) for each in ranges] or [(None, None)]


def office_hours() -> dict[int, list[HoursRange]]:
    """Monday to Friday, nine to five: what a new schedule starts with."""
    return {weekday: [HoursRange(9 * 60, 17 * 60)] for weekday in range(5)}
