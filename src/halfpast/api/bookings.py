"""Bookings over the API: make, read, list, move and cancel them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from ninja import Router, Status
from ninja.params.functions import Header, Query

from halfpast.accounts.models import User
from halfpast.api.access import seen_bookings, seen_event_types
from halfpast.api.answers import created, reads, writes
from halfpast.api.bearer import ApiRequest
from halfpast.api.booking_objects import (
    BookingBody,
    BookingObject,
    CancelBody,
    ChosenLocation,
    RescheduleBody,
    TimelineObject,
    booking_object,
    timeline_object,
)
from halfpast.api.fields import DATE, day, instant
from halfpast.api.lists import CURSOR, LIMIT, PAGING, Page, page_by_start, refuse_unknown_parameters
from halfpast.api.problems import ApiError, invalid, not_found
from halfpast.bookings import services
from halfpast.bookings.models import Booking, BookingState, Party
from halfpast.bookings.refusals import PlaceUnavailable
from halfpast.bookings.timeline import lines_of
from halfpast.event_types.models import Call, EventType, Place

router = Router(tags=["Bookings"])


class BookingList(Page[BookingObject]):
    pass


class Timeline(Page[TimelineObject]):
    pass


@router.post("/bookings", response=writes(BookingObject, 409, status=HTTPStatus.CREATED), operation_id="create_booking")
def create_booking(
    request: ApiRequest,
    body: BookingBody,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=255),
) -> Status[BookingObject]:
    """The booking stands at once and its meeting follows. A repeated key and body answer with the same booking."""
    if body.guests:
        raise invalid("/guests", "Additional guests are not supported yet.")
    event_type = seen_event_types(request.auth).filter(pk=body.event_type).first()
    if event_type is None:
        raise invalid("/event_type", "There is no such event type.")
    key = f"api {request.auth.pk} {idempotency_key}" if idempotency_key else ""
    wanted = booking_request(event_type, body, key)
    try:
        accepted = services.book(event_type, wanted, timezone.now(), by=Party.HOST)
    except PlaceUnavailable as refused:
        if event_type.is_active:
            raise
        raise ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not-offered", "Not offered", refused.reason) from refused
    return created(booking_object(found(request.auth, accepted.booking.uid)))


@router.get("/bookings", response=reads(BookingList), operation_id="list_bookings")
def list_bookings(  # noqa: PLR0917  each is a parameter of the query
    request: ApiRequest,
    state: BookingState | None = None,
    from_: str = Query("", alias="from", max_length=40, description="a date of your zone, or an instant"),
    to: str = Query("", max_length=40, description="exclusive"),
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> BookingList:
    """Bookings by the start of their appointment, the latest first."""
    refuse_unknown_parameters(request, "state", "from", "to", *PAGING)
    rows = seen_bookings(request.auth)
    if state is not None:
        rows = rows.filter(state=state)
    if from_:
        rows = rows.filter(appointment__start__gte=moment("/from", from_, request.auth))
    if to:
        rows = rows.filter(appointment__start__lt=moment("/to", to, request.auth))
    page, following = page_by_start(rows, limit, cursor)
    return BookingList(items=[booking_object(booking) for booking in page], next=following)


@router.get("/bookings/{uuid:uid}", response=reads(BookingObject, 404), operation_id="get_booking")
def get_booking(request: ApiRequest, uid: UUID) -> BookingObject:
    return booking_object(found(request.auth, uid))


@router.get("/bookings/{uuid:uid}/timeline", response=reads(Timeline, 404), operation_id="get_timeline")
def get_timeline(request: ApiRequest, uid: UUID) -> Timeline:
    """What was done and told, and who caused it."""
    lines = lines_of(found(request.auth, uid))
    return Timeline(items=[timeline_object(line) for line in lines], next=None)


@router.post("/bookings/{uuid:uid}/cancel", response=writes(BookingObject, 404, 409), operation_id="cancel_booking")
def cancel_booking(request: ApiRequest, uid: UUID, body: CancelBody | None = None) -> BookingObject:
    """Terminal; cancelling again changes nothing."""
    reason = body.reason if body else ""
    services.cancel(found(request.auth, uid), by=Party.HOST, now=timezone.now(), reason=reason)
    return booking_object(found(request.auth, uid))


@router.post(
    "/bookings/{uuid:uid}/reschedule", response=writes(BookingObject, 404, 409), operation_id="reschedule_booking"
)
def reschedule_booking(request: ApiRequest, uid: UUID, body: RescheduleBody) -> BookingObject:
    """The same booking at another time; its meeting keeps its link."""
    booking = found(request.auth, uid)
    services.reschedule(booking, body.start, by=Party.HOST, now=timezone.now(), reason=body.reason)
    return booking_object(found(request.auth, uid))


def found(user: User, uid: UUID) -> Booking:
    booking = seen_bookings(user).filter(uid=uid).first()
    if booking is None:
        raise not_found()
    return booking


def booking_request(event_type: EventType, body: BookingBody, key: str) -> services.BookingRequest:
    place = chosen_place(event_type, body.location) if body.location else None
    return services.BookingRequest(
        start=body.start,
        name=body.attendee.name,
        email=body.attendee.email,
        time_zone=body.attendee.time_zone,
        locale=body.attendee.locale,
        place_id=place.pk if place else None,
        phone=(body.location.number or "") if place and body.location and place.call == Call.HOST_CALLS else "",
        answers=body.answers,
        length=timedelta(minutes=body.duration) if body.duration else None,
        key=key,
    )


def chosen_place(event_type: EventType, location: ChosenLocation) -> Place:
    for place in event_type.places.all():
        if _is_meant(place, location):
            return place
    raise invalid("/location", "This event type is not held there. Choose one of its locations.")


def _is_meant(place: Place, location: ChosenLocation) -> bool:
    """What the caller left out fits every place of that kind; to a host who calls, the number is the guest's."""
    given = location.model_dump(exclude_none=True)
    if place.call == Call.HOST_CALLS:
        given.pop("number", None)
    return all(getattr(place, name) == value for name, value in given.items())


def moment(pointer: str, value: str, user: User) -> datetime:
    """A date begins at midnight of the caller's zone."""
    try:
        if DATE.fullmatch(value):
            return datetime.combine(day(value), time.min, ZoneInfo(user.time_zone)).astimezone(UTC)
        return instant(value)
    except ValueError as broken:
        raise invalid(pointer, broken) from broken
