"""Schedules over the API: weekly hours and date overrides."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Router, Status

from halfpast.accounts.models import User
from halfpast.api.answers import created, gone, reads, removes, writes
from halfpast.api.bearer import ApiRequest
from halfpast.api.lists import CURSOR, LIMIT, PAGING, Page, page_by_id, refuse_unknown_parameters
from halfpast.api.problems import in_use, not_found
from halfpast.api.schedule_holidays import holidays_from
from halfpast.api.schedule_objects import ScheduleBody, ScheduleObject, hours_from, schedule_object
from halfpast.event_types.schedule_use import event_types_using
from halfpast.schedules.access import own_schedules
from halfpast.schedules.hours import save_hours
from halfpast.schedules.models import Schedule
from halfpast.schedules.services import ScheduleInUse, add_schedule, delete_schedule

router = Router(tags=["Schedules"])


class ScheduleList(Page[ScheduleObject]):
    pass


@router.get("/schedules", response=reads(ScheduleList), operation_id="list_schedules")
def list_schedules(request: ApiRequest, limit: int = LIMIT, cursor: str = CURSOR) -> ScheduleList:
    """Your schedules."""
    refuse_unknown_parameters(request, *PAGING)
    rows, following = page_by_id(schedules_of(request.auth), limit, cursor)
    return ScheduleList(items=[schedule_object(row) for row in rows], next=following)


@router.post("/schedules", response=writes(ScheduleObject, status=HTTPStatus.CREATED), operation_id="create_schedule")
def create_schedule(request: ApiRequest, body: ScheduleBody) -> Status[ScheduleObject]:
    """Weekly hours and the dates that differ, on the wall clock of one zone."""
    today = today_in(body.time_zone)
    hours = hours_from(body, known=frozenset(), today=today)
    schedule = add_schedule(
        request.auth, body.name, hours, holidays_from(body.holidays, known=frozenset(), today=today)
    )
    return created(schedule_object(found(request.auth, schedule.pk)))


@router.get("/schedules/{int:schedule_id}", response=reads(ScheduleObject, 404), operation_id="get_schedule")
def get_schedule(request: ApiRequest, schedule_id: int) -> ScheduleObject:
    return schedule_object(found(request.auth, schedule_id))


@router.put("/schedules/{int:schedule_id}", response=writes(ScheduleObject, 404), operation_id="replace_schedule")
def replace_schedule(request: ApiRequest, schedule_id: int, body: ScheduleBody) -> ScheduleObject:
    """Replaces all of it. Overrides of past dates may stay, new ones are refused."""
    schedule = found(request.auth, schedule_id)
    today = today_in(body.time_zone)
    known = frozenset(row.date for row in schedule.date_overrides.all())
    hours = hours_from(body, known=known, today=today)
    holidays = holidays_from(body.holidays, known=frozenset(schedule.holidays_worked), today=today)
    schedule.name = body.name
    save_hours(schedule, hours, holidays)
    return schedule_object(found(request.auth, schedule.pk))


@router.delete("/schedules/{int:schedule_id}", response=removes(409), operation_id="delete_schedule")
def remove_schedule(request: ApiRequest, schedule_id: int) -> Status[None]:
    """Refused while event types use it."""
    schedule = found(request.auth, schedule_id)
    try:
        delete_schedule(schedule)
    except ScheduleInUse as refused:
        slugs = event_types_using(schedule_id).values_list("slug", flat=True)[:20]
        raise in_use(f"Event types use it: {', '.join(slugs)}. Give them another schedule first.") from refused
    return gone()


def schedules_of(user: User) -> QuerySet[Schedule]:
    return own_schedules(user).prefetch_related("weekly_ranges", "date_overrides")


def found(user: User, schedule_id: int) -> Schedule:
    schedule = schedules_of(user).filter(pk=schedule_id).first()
    if schedule is None:
        raise not_found()
    return schedule


def today_in(time_zone: str) -> date:
    return timezone.now().astimezone(ZoneInfo(time_zone)).date()
