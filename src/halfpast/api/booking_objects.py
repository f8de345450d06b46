"""A booking as callers write and read it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from halfpast.api.fields import (
    Address,
    Body,
    Email,
    Id,
    Instant,
    Link,
    Locale,
    Name,
    Paragraphs,
    Phone,
    Reason,
    Zone,
    checked,
)
from halfpast.api.locations import Location, location_object
from halfpast.bookings.invitation import join_details
from halfpast.bookings.link_tokens import manage_url_if_known
from halfpast.bookings.models import Booking, LinkState
from halfpast.bookings.places import needs_connection
from halfpast.bookings.timeline import TimelineLine
from halfpast.event_types.models import Call
from halfpast.web.names import visible_text

Question = Annotated[str, Field(min_length=1, max_length=100), checked(visible_text)]


class AttendeeBody(Body):
    name: Name
    email: Email
    time_zone: Zone
    locale: Locale = "en"


class ChosenLocation(Body):
    """One of the event type's locations, named by its kind or in full; `number` is where the host calls the guest."""

    kind: Literal["zoom", "in_person", "phone", "link"]
    address: Address | None = None
    call: Literal["guest_calls", "host_calls"] | None = None
    number: Phone | None = None
    url: Link | None = None


class BookingBody(Body):
    event_type: Id
    start: Instant
    duration: Annotated[int, Field(ge=1, le=24 * 60)] | None = Field(
        default=None, description="minutes, one of the event type's durations; null: its main one"
    )
    attendee: AttendeeBody
    location: ChosenLocation | None = Field(default=None, description="null: the host's first choice")
    answers: Annotated[dict[Question, Paragraphs], Field(max_length=50)] = {}
    guests: Annotated[list[Email], Field(max_length=50, description="not supported yet: leave it empty")] = []


class CancelBody(Body):
    reason: Reason = ""


class RescheduleBody(CancelBody):
    start: Instant


class AttendeeObject(BaseModel):
    name: str
    email: str
    time_zone: str
    locale: str


class DialInObject(BaseModel):
    country: str
    number: str


class MeetingObject(BaseModel):
    provider: str | None
    state: LinkState
    fallback_from: str | None
    join_url: str | None
    meeting_id: str | None
    passcode: str | None
    dial_in: list[DialInObject]


class BookingObject(BaseModel):
    """`reason` and `changed_by` belong to the last change."""

    uid: UUID
    state: str
    generation: int
    event_type: int
    start: datetime
    end: datetime
    attendee: AttendeeObject
    location: Location
    hosts: list[int]
    manage_url: str | None
    meeting: MeetingObject
    answers: dict[str, str]
    guests: list[str]
    created_at: datetime
    cancelled_at: datetime | None
    moved_from: datetime | None
    reason: str | None
    changed_by: str | None


class TimelineObject(BaseModel):
    at: datetime
    actor: str
    event: str
    text: str


def booking_object(booking: Booking) -> BookingObject:
    appointment = booking.appointment
    return BookingObject.model_construct(
        uid=booking.uid,
        state=booking.state,
        generation=booking.generation,
        event_type=appointment.event_type_id,
        start=appointment.start,
        end=appointment.end,
        attendee=_attendee(booking),
        location=_location(booking),
        hosts=sorted(row.host_id for row in appointment.reservations.all()),
        manage_url=manage_url_if_known(booking),
        meeting=_meeting(booking),
        answers=booking.answers,
        guests=[],
        created_at=booking.created_at,
        cancelled_at=booking.cancelled_at,
        moved_from=booking.moved_from,
        reason=booking.change_reason or None,
        changed_by=booking.changed_by or None,
    )


def timeline_object(line: TimelineLine) -> TimelineObject:
    return TimelineObject(at=line.at, actor=line.actor, event=line.event, text=line.text)


def _attendee(booking: Booking) -> AttendeeObject:
    return AttendeeObject(name=booking.name, email=booking.email, time_zone=booking.time_zone, locale=booking.locale)


def _location(booking: Booking) -> Location:
    """As it was when booked; the number is the one that is called."""
    place = dict(booking.appointment.place)
    if place.get("call") == Call.HOST_CALLS:
        place["number"] = booking.phone
    return location_object(booking.appointment.place_kind, **place)


def _meeting(booking: Booking) -> MeetingObject:
    appointment = booking.appointment
    current = next((meeting for meeting in appointment.meetings.all() if meeting.is_current), None)
    details = join_details(booking, meeting=current)
    return MeetingObject.model_construct(
        provider=appointment.place_kind if needs_connection(appointment.place_kind) else None,
        state=LinkState(details.state),
        fallback_from=appointment.fallback_from or None,
        join_url=details.join_url or None,
        meeting_id=details.meeting_id or None,
        passcode=details.passcode or None,
        dial_in=[DialInObject(country=each.country, number=each.number) for each in details.dial_in],
    )
