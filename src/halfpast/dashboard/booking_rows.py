"""Bookings as the dashboard lists them: a constant number of queries, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.models import Membership, User
from halfpast.bookings.access import seen_bookings
from halfpast.bookings.invitation import JoinDetails, for_host, join_details
from halfpast.bookings.models import Appointment, Booking, BookingState, LinkState, Meeting
from halfpast.bookings.offer_words import icon_of
from halfpast.web.zones import known_zone

CURRENT = "current_meetings"


@dataclass(frozen=True)
class Chip:
    tone: str
    label: Promise | str


CHIPS: Mapping[str, Chip] = {
    LinkState.READY: Chip("good", _("Link ready")),
    LinkState.MAKING: Chip("wait", _("Link being made")),
    LinkState.OWED: Chip("bad", _("Link owed")),
    LinkState.IMPOSSIBLE: Chip("bad", _("No link")),
}
LATE = Chip("wait", _("Link late"))


@dataclass(frozen=True)
class BookingRow:
    booking: Booking
    appointment: Appointment
    title: str
    join: JoinDetails
    join_icon: str
    chip: Chip | None


def bookings_for(membership: Membership) -> QuerySet[Booking]:
    current = Prefetch("appointment__meetings", Meeting.objects.filter(is_current=True), to_attr=CURRENT)
    related = ("appointment__event_type__workspace", "appointment__event_type__schedule")
    return seen_bookings(membership).select_related(*related).prefetch_related(current)


def upcoming(bookings: QuerySet[Booking], now: datetime) -> QuerySet[Booking]:
    rows = bookings.filter(state=BookingState.CONFIRMED, appointment__end__gt=now)
    return rows.order_by("appointment__start", "pk")


def past(bookings: QuerySet[Booking], now: datetime) -> QuerySet[Booking]:
    rows = bookings.filter(state=BookingState.CONFIRMED, appointment__end__lte=now)
    return rows.order_by("-appointment__start", "pk")


def cancelled(bookings: QuerySet[Booking], now: datetime) -> QuerySet[Booking]:
    return bookings.filter(state=BookingState.CANCELLED).order_by("-cancelled_at", "pk")


def find(membership: Membership, uid: UUID) -> Booking:
    """Somebody else's booking does not exist here."""
    found = bookings_for(membership).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def row_of(booking: Booking) -> BookingRow:
    join = join_of(booking)
    appointment = booking.appointment
    return BookingRow(
        booking, appointment, appointment.event_type.title, join, icon_of(join.kind), CHIPS.get(join.state)
    )


def join_of(booking: Booking, *, is_late: bool = False) -> JoinDetails:
    """For a booking of `bookings_for`."""
    return for_host(join_details(booking, meeting=meeting_of(booking), is_late=is_late))


def meeting_of(booking: Booking) -> Meeting | None:
    """The current meeting, which a booking of `bookings_for` carries."""
    meetings: list[Meeting] = getattr(booking.appointment, CURRENT)
    return meetings[0] if meetings else None


def zone_of(host: User) -> ZoneInfo:
    return known_zone(host.time_zone) or ZoneInfo("UTC")
