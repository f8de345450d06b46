"""Event types over the API: what can be booked, and under which rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from ninja import Router, Status

from halfpast.accounts.models import User
from halfpast.api.access import membership_of, seen_event_types
from halfpast.api.answers import created, gone, reads, removes, writes
from halfpast.api.bearer import ApiRequest
from halfpast.api.event_type_hosts import HOSTING, hosting_from
from halfpast.api.event_type_objects import (
    FIELDS,
    EventTypeBody,
    EventTypeChange,
    EventTypeObject,
    EventTypeRules,
    event_type_object,
)
from halfpast.api.lists import CURSOR, LIMIT, PAGING, Page, page_by_id, refuse_unknown_parameters
from halfpast.api.locations import place_from
from halfpast.api.meeting_option_objects import write_meeting_options
from halfpast.api.problems import in_use, invalid, not_found
from halfpast.event_types.bookable_dates import date_mistake
from halfpast.event_types.models import EventType
from halfpast.event_types.saving import replace_hosts, replace_places
from halfpast.schedules.models import Schedule

router = Router(tags=["Event types"])


class EventTypeList(Page[EventTypeObject]):
    pass


@router.get("/event-types", response=reads(EventTypeList), operation_id="list_event_types")
def list_event_types(request: ApiRequest, limit: int = LIMIT, cursor: str = CURSOR) -> EventTypeList:
    """The event types of your workspace; as a member, those you host."""
    refuse_unknown_parameters(request, *PAGING)
    rows, following = page_by_id(_to_tell(request.auth), limit, cursor)
    return EventTypeList(items=[event_type_object(row) for row in rows], next=following)


@router.post(
    "/event-types", response=writes(EventTypeObject, status=HTTPStatus.CREATED), operation_id="create_event_type"
)
def create_event_type(request: ApiRequest, body: EventTypeBody) -> Status[EventTypeObject]:
    """A type may name a provider that is not connected; `bookable` says so then."""
    event_type = EventType(workspace=membership_of(request.auth).workspace)
    with _duplicate_slug_refused():
        _write(event_type, body, set(EventTypeBody.model_fields), request.auth)
    return created(event_type_object(found(request.auth, event_type.pk)))


@router.get("/event-types/{int:event_type_id}", response=reads(EventTypeObject, 404), operation_id="get_event_type")
def get_event_type(request: ApiRequest, event_type_id: int) -> EventTypeObject:
    return event_type_object(found(request.auth, event_type_id))


@router.patch(
    "/event-types/{int:event_type_id}", response=writes(EventTypeObject, 404), operation_id="change_event_type"
)
def change_event_type(request: ApiRequest, event_type_id: int, body: EventTypeChange) -> EventTypeObject:
    """Changes the fields that are there. Appointments already booked stay as they are."""
    found(request.auth, event_type_id)
    with _duplicate_slug_refused():
        event_type = EventType.objects.select_for_update(no_key=True).get(pk=event_type_id)
        _write(event_type, body, body.model_fields_set, request.auth)
    return event_type_object(found(request.auth, event_type_id))


@router.delete("/event-types/{int:event_type_id}", response=removes(409), operation_id="delete_event_type")
def delete_event_type(request: ApiRequest, event_type_id: int) -> Status[None]:
    """Refused once it has appointments; switch it off instead with `is_active: false`."""
    event_type = found(request.auth, event_type_id)
    try:
        event_type.delete()
    except ProtectedError as refused:
        raise in_use('It has appointments. Take it offline instead with {"is_active": false}.') from refused
    return gone()


def found(user: User, event_type_id: int) -> EventType:
    event_type = _to_tell(user).filter(pk=event_type_id).first()
    if event_type is None:
        raise not_found()
    return event_type


def _to_tell(user: User) -> QuerySet[EventType]:
    return seen_event_types(user).prefetch_related("host_rows")


def _write(event_type: EventType, body: EventTypeRules, names: set[str], user: User) -> None:
    dates_before = (event_type.bookable_from, event_type.bookable_until)
    for name in names.intersection(FIELDS):
        setattr(event_type, name, getattr(body, name))
    if "meeting_options" in names:
        write_meeting_options(event_type, body.meeting_options)
    _write_lengths(event_type, body, names)
    hosting = hosting_from(body, names, event_type, user)
    if "schedule" in names:
        event_type.schedule_id = _schedule(event_type, body.schedule, user, hosting.user_ids)
    _refuse_wrong_dates(event_type, dates_before)
    event_type.assignment = hosting.assignment
    event_type.save()
    if names & HOSTING:
        replace_hosts(event_type, hosting)
    if "locations" in names:
        replace_places(event_type, [place_from(each) for each in body.locations])


def _write_lengths(event_type: EventType, body: EventTypeRules, names: set[str]) -> None:
    if event_type.slot_step_minutes is None:
        event_type.slot_step_minutes = event_type.duration_minutes
    others = body.other_durations if "other_durations" in names else event_type.other_durations
    event_type.other_durations = sorted(set(others) - {event_type.duration_minutes})


def _refuse_wrong_dates(event_type: EventType, before: tuple[date | None, date | None]) -> None:
    first, last = event_type.bookable_from, event_type.bookable_until
    today = timezone.now().astimezone(ZoneInfo(event_type.schedule.time_zone)).date()
    if mistake := date_mistake(first, last, was=before, today=today):
        raise invalid(f"/{mistake.field}", mistake.words)


def _schedule(event_type: EventType, wanted: int | None, user: User, hosts: Iterable[int]) -> int:
    if wanted is None:
        first = Schedule.objects.filter(owner=user).order_by("pk").first()
        if first is None:
            raise invalid("/schedule", "Make a schedule first.")
        return first.pk
    usable = Schedule.objects.filter(owner__in={user.pk, *hosts}, pk=wanted)
    if wanted != event_type.schedule_id and not usable.exists():
        raise invalid("/schedule", "There is no such schedule of yours or of the host.")
    return wanted


@contextmanager
def _duplicate_slug_refused() -> Iterator[None]:
    """One transaction, in which the database decides who was first."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        if "one_event_type_per_address" not in str(clash):
            raise
        raise invalid("/slug", "Another event type of the workspace has this address.") from clash
