"""What hangs on a host's Zoom account: event types, upcoming bookings, and meetings that live in another account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.bookings.meetings.rooms import account_ref
from halfpast.bookings.models import (
    Appointment,
    AppointmentState,
    Booking,
    BookingState,
    LinkState,
    Meeting,
    MeetingState,
    Reservation,
)
from halfpast.bookings.places import can_hold, first_usable_place, name_of, next_place
from halfpast.connections.models import Connection, Provider
from halfpast.event_types.models import EventType, OnUnavailable, Place, PlaceKind


@dataclass(frozen=True)
class Dependent:
    """One event type: its upcoming bookings by the state of their link, and how it goes on without Zoom."""

    pk: int
    title: str
    minutes: int
    upcoming: int
    ready: int
    waiting: int
    without_zoom: str
    waiting_go_to: str
    stops: bool


@dataclass(frozen=True)
class Dependents:
    """`elsewhere`: bookings whose meeting lives in another account than the connected one."""

    event_types: tuple[Dependent, ...]
    elsewhere: int

    @property
    def upcoming(self) -> int:
        return sum(each.upcoming for each in self.event_types)

    @property
    def keep_links(self) -> int:
        return sum(each.ready for each in self.event_types)

    @property
    def owed(self) -> int:
        """Links that nobody would make, should the connection end now."""
        return sum(each.waiting for each in self.event_types if not each.waiting_go_to)

    @property
    def moved_on(self) -> int:
        return sum(each.waiting for each in self.event_types if each.waiting_go_to)

    @property
    def owed_already(self) -> int:
        return self.upcoming - self.keep_links - self.owed - self.moved_on

    def longer_than(self, minutes: int) -> tuple[Dependent, ...]:
        return tuple(each for each in self.event_types if each.minutes > minutes)


def zoom_dependents(user: User, connection: Connection | None, now: datetime) -> Dependents:
    """A constant number of queries."""
    numbers = _upcoming_by_type(user, now)
    event_types = _as_if_disconnected(user, numbers)
    return Dependents(
        event_types=tuple(_dependent(each, numbers[each.pk]) for each in event_types),
        elsewhere=_bookings_elsewhere(user, connection, now),
    )


def _upcoming_by_type(user: User, now: datetime) -> dict[int, dict[str, int]]:
    """Numbers of bookings by event type and state of the link."""
    rows = (
        Booking.objects.filter(
            state=BookingState.CONFIRMED,
            appointment__state=AppointmentState.CONFIRMED,
            appointment__place_kind=PlaceKind.ZOOM,
            appointment__end__gt=now,
            appointment__in=_organised_by(user),
        )
        .values_list("appointment__event_type", "appointment__link_state")
        .annotate(Count("pk", distinct=True))
        .order_by()
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for event_type, link_state, number in rows:
        found[event_type][link_state] = number
    return found


def _organised_by(user: User) -> QuerySet[Appointment]:
    """Whose meetings are made in this user's account; others who host with them only take part."""
    rows = Reservation.objects.filter(appointment=OuterRef("pk")).order_by("pk")
    hosted = Appointment.objects.filter(reservations__host=user)
    return hosted.alias(organiser=Subquery(rows.values("host")[:1])).filter(organiser=user.pk)


def _as_if_disconnected(user: User, with_bookings: Iterable[int]) -> Iterable[EventType]:
    """Event types that offer Zoom or have bookings by it, for a world in which this user has no Zoom."""
    without = Connection.objects.exclude(user=user, provider=Provider.ZOOM)
    rows = EventType.objects.filter(Q(hosts=user, places__kind=PlaceKind.ZOOM) | Q(pk__in=list(with_bookings)))
    return rows.distinct().prefetch_related(
        Prefetch("hosts__connections", queryset=without),
        Prefetch("places", queryset=Place.objects.order_by("position")),
    )


def _dependent(event_type: EventType, numbers: dict[str, int]) -> Dependent:
    follower = next_place(event_type, PlaceKind.ZOOM)
    words, stops = _without_zoom(event_type)
    return Dependent(
        pk=event_type.pk,
        title=event_type.title,
        minutes=max(event_type.durations),
        upcoming=sum(numbers.values()),
        ready=numbers.get(LinkState.READY, 0),
        waiting=numbers.get(LinkState.MAKING, 0),
        without_zoom=words,
        waiting_go_to=name_of(follower.kind) if follower else "",
        stops=stops,
    )


def _without_zoom(event_type: EventType) -> tuple[str, bool]:
    """In words, and whether it then takes no bookings."""
    kinds = [place.kind for place in event_type.places.all()]
    place = first_usable_place(event_type)
    if not event_type.is_active:
        return _("switched off"), False
    if PlaceKind.ZOOM not in kinds:
        return _("no longer uses Zoom; bookings made before do"), False
    if place is None:
        return _("takes no bookings"), True
    if any(can_hold(PlaceKind.ZOOM, host) for host in event_type.hosts.all()):
        return _("goes on with its other hosts"), False
    if event_type.on_unavailable == OnUnavailable.BOOK_WITHOUT_LINK:
        return _("takes bookings without a link"), False
    if kinds[0] != PlaceKind.ZOOM:
        return _("guests can no longer choose Zoom"), False
    return _("goes on with its next place: %(place)s") % {"place": name_of(place.kind)}, False


def _bookings_elsewhere(user: User, connection: Connection | None, now: datetime) -> int:
    meetings = Meeting.objects.filter(
        provider=PlaceKind.ZOOM,
        is_current=True,
        state=MeetingState.LIVE,
        appointment__state=AppointmentState.CONFIRMED,
        appointment__end__gt=now,
        appointment__in=_organised_by(user),
    )
    if connection is not None:
        meetings = meetings.exclude(account_ref=account_ref(connection))
    confirmed = Q(appointment__bookings__state=BookingState.CONFIRMED)
    found = meetings.aggregate(number=Count("appointment__bookings", filter=confirmed, distinct=True))
    return int(found["number"])
