"""A schedule as callers write and read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from halfpast.api.fields import Body, Day, Label, Zone
from halfpast.api.problems import FieldProblem, all_invalid
from halfpast.api.schedule_holidays import HolidaysBody, HolidaysObject, holidays_object
from halfpast.availability import HoursRange
from halfpast.schedules.hours import ScheduleHours, hours_of
from halfpast.schedules.models import Schedule

StartTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5)]
EndTime = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", max_length=5)]


class TimeRange(Body):
    """Wall-clock times of the schedule's zone; `end` may be 24:00."""

    start: StartTime
    end: EndTime


class WeeklyTimes(TimeRange):
    weekday: Annotated[int, Field(ge=0, le=6, description="0 is Monday")]


class OverrideTimes(Body):
    """What a date has instead of its weekday's ranges; none close the day."""

    date: Day
    ranges: Annotated[list[TimeRange], Field(max_length=100)]


class ScheduleBody(Body):
    name: Label
    time_zone: Zone
    weekly: Annotated[list[WeeklyTimes], Field(max_length=500)] = []
    overrides: Annotated[list[OverrideTimes], Field(max_length=2000)] = []
    holidays: HolidaysBody = HolidaysBody()


class ScheduleObject(BaseModel):
    id: int
    name: str
    time_zone: str
    weekly: list[WeeklyTimes]
    overrides: list[OverrideTimes]
    holidays: HolidaysObject


def hours_from(body: ScheduleBody, *, known: frozenset[date], today: date) -> ScheduleHours:
    """`known` are the dates that have an override already: those may lie in the past."""
    problems = [*_problems(_weekly_ranges(body)), *_date_problems(body, known, today)]
    for index, override in enumerate(body.overrides):
        problems += _problems([(f"/overrides/{index}/ranges/{n}", "", each) for n, each in enumerate(override.ranges)])
    if problems:
        raise all_invalid(problems)
    weekly: dict[int, list[HoursRange]] = defaultdict(list)
    for each in body.weekly:
        weekly[each.weekday].append(_range(each))
    overrides = {each.date: [_range(one) for one in each.ranges] for each in body.overrides}
    return ScheduleHours(body.time_zone, weekly, overrides)


def schedule_object(schedule: Schedule) -> ScheduleObject:
    hours = hours_of(schedule)
    return ScheduleObject(
        id=schedule.pk,
        name=schedule.name,
        time_zone=schedule.time_zone,
        weekly=[
            WeeklyTimes(weekday=weekday, start=clock_time(each.start_minute), end=clock_time(each.end_minute))
            for weekday, ranges in sorted(hours.weekly.items())
            for each in ranges
        ],
        overrides=[_override(day, ranges) for day, ranges in sorted(hours.overrides.items())],
        holidays=holidays_object(schedule),
    )


def minutes(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


def clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


Placed = tuple[str, object, TimeRange]


def _weekly_ranges(body: ScheduleBody) -> list[Placed]:
    return [(f"/weekly/{index}", each.weekday, each) for index, each in enumerate(body.weekly)]


def _problems(placed: Sequence[Placed]) -> Iterator[FieldProblem]:
    """Ranges that end before they start, and ranges of one day that overlap an earlier one."""
    latest_end: dict[object, int] = {}
    for pointer, group, each in sorted(placed, key=lambda one: minutes(one[2].start)):
        start, end = minutes(each.start), minutes(each.end)
        if end <= start:
            yield FieldProblem(pointer=f"{pointer}/end", detail="The end comes after the start; midnight is 24:00.")
        elif start < latest_end.get(group, 0):
            yield FieldProblem(pointer=pointer, detail="This range overlaps another one of the same day.")
        latest_end[group] = max(end, latest_end.get(group, 0))


def _date_problems(body: ScheduleBody, known: frozenset[date], today: date) -> Iterator[FieldProblem]:
    seen: set[date] = set()
    for index, override in enumerate(body.overrides):
        pointer = f"/overrides/{index}/date"
        if override.date in seen:
            yield FieldProblem(pointer=pointer, detail="This date is listed twice.")
        elif override.date < today and override.date not in known:
            yield FieldProblem(pointer=pointer, detail="This date has passed.")
        seen.add(override.date)


def _range(each: TimeRange) -> HoursRange:
    return HoursRange(minutes(each.start), minutes(each.end))


def _override(day: date, ranges: Sequence[HoursRange]) -> OverrideTimes:
    times = [TimeRange(start=clock_time(each.start_minute), end=clock_time(each.end_minute)) for each in ranges]
    return OverrideTimes.model_construct(date=day, ranges=times)
