"""Book, move, cancel: each one transaction that commits everything that has to happen, or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.availability import Interval, Reason
from halfpast.bookings import places
from halfpast.bookings.idempotency import Replay
from halfpast.bookings.link_tokens import give_link, token_of
from halfpast.bookings.mails import telling
from halfpast.bookings.meetings.following import follow
from halfpast.bookings.models import (
    NO_OVERLAP,
    Appointment,
    AppointmentState,
    Booking,
    BookingState,
    Party,
    Reservation,
)
from halfpast.bookings.openings import bookability, nearest_slots, nearest_slots_to_move_to, the_host, why_not
from halfpast.bookings.refusals import (
    Busy,
    NoLongerPossible,
    NotOffered,
    PhoneNeeded,
    PlaceUnavailable,
    SlotTaken,
    StaleBooking,
    UnknownPlace,
)
from halfpast.bookings.timeline import note
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.event_types.models import Call, EventType, OnUnavailable, Place

LOCK_WAIT = "3s"
# PostgreSQL's codes for a lock that was not had in time, and for a deadlock.
LOCK_TROUBLE = {"55P03", "40P01"}


@dataclass(frozen=True)
class BookingRequest:
    """What a guest asks for, already checked field by field; `key` makes a repeated request the same booking."""

    start: datetime
    name: str
    email: str
    time_zone: str
    locale: str = "en"
    place_id: int | None = None
    phone: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    waits_for_twin: bool = False


@dataclass(frozen=True)
class Accepted:
    booking: Booking
    link_token: str
    replayed: bool = False


def book(event_type: EventType, request: BookingRequest, now: datetime, *, by: Party = Party.GUEST) -> Accepted:
    """Raises a BookingRefused (SlotTaken, NotOffered, PlaceUnavailable ...), KeyReused or KeyInProgress."""
    with _losing_means_taken(lambda: nearest_slots(_fresh(event_type), request.start, now)):
        replay = Replay(request.key, _body(event_type, request)) if request.key else None
        earlier = _earlier(replay, patiently=request.waits_for_twin)
        if earlier is not None:
            return Accepted(earlier, token_of(earlier), replayed=True)
        event_type = _locked(event_type)
        place = _chosen_place(event_type, request)
        _require_offered(event_type, request.start, now)
        booking, token = _write(event_type, request, place)
        note(booking.appointment, "booked", actor=by, booking=booking)
        if replay is not None:
            replay.remember(booking)
        _announce(booking, "confirmed")
        return Accepted(booking, token)


def reschedule(booking: Booking, start: datetime, *, by: Party, now: datetime, reason: str = "") -> Booking:
    """The same appointment at another time. Raises SlotTaken, NotOffered, NoLongerPossible, StaleBooking, Busy."""
    event_type = booking.appointment.event_type
    with _losing_means_taken(lambda: nearest_slots_to_move_to(booking.appointment, start, now)):
        event_type = _locked(event_type)
        mine = _current(booking, now)
        appointment = mine.appointment
        if start == appointment.start:
            return mine
        _require_offered(event_type, start, now, moving=appointment)
        mine.moved_from = appointment.start
        _move(appointment, event_type, start)
        _changed(mine, by, reason)
        note(appointment, "moved", actor=by, booking=mine)
        _announce(mine, "moved")
        return mine


def cancel(booking: Booking, *, by: Party, now: datetime, reason: str = "") -> Booking:
    """Terminal and idempotent; the time is free at once. Raises NoLongerPossible after its end, StaleBooking, Busy."""
    with one_transaction():
        _locked(booking.appointment.event_type)
        mine = reread(booking)
        if mine.state == BookingState.CANCELLED:
            return mine
        mine = _current(booking, now)
        mine.state, mine.cancelled_at = BookingState.CANCELLED, now
        _changed(mine, by, reason)
        note(mine.appointment, "cancelled", actor=by, booking=mine)
        if not mine.appointment.bookings.filter(state=BookingState.CONFIRMED).exists():
            _end(mine.appointment)
        _announce(mine, "cancelled")
        return mine


def _announce(booking: Booking, change: str) -> None:
    """Everything outside that must follow this change; one job wakes it."""
    waits_for_link = follow(booking.appointment)
    telling.tell(booking, change, waits_for_link=waits_for_link)


def _write(event_type: EventType, request: BookingRequest, place: Place) -> tuple[Booking, str]:
    length = timedelta(minutes=event_type.duration_minutes)
    host = the_host(event_type)
    appointment = Appointment(
        event_type=event_type, start=request.start, end=request.start + length, time_zone=host.time_zone
    )
    places.put(appointment, place)
    appointment.save()
    held = _held(event_type, appointment.start, appointment.end)
    Reservation.objects.create(appointment=appointment, host=host, held=held)
    booking = Booking(
        appointment=appointment,
        name=request.name,
        email=request.email,
        time_zone=request.time_zone,
        locale=request.locale,
        phone=request.phone,
        answers=dict(request.answers),
    )
    token = give_link(booking)
    booking.save()
    return booking, token


def _move(appointment: Appointment, event_type: EventType, start: datetime) -> None:
    """Keeps its own length: the event type may have another one by now."""
    appointment.start, appointment.end = start, start + appointment.duration
    appointment.version += 1
    appointment.save()
    held = _held(event_type, appointment.start, appointment.end)
    appointment.reservations.update(held=held)


def _end(appointment: Appointment) -> None:
    appointment.state = AppointmentState.CANCELLED
    appointment.version += 1
    appointment.save()
    appointment.reservations.update(active=False)


def _changed(booking: Booking, by: Party, reason: str) -> None:
    booking.generation += 1
    booking.sequence += 1
    booking.changed_by, booking.change_reason = by, reason
    booking.save()


def _held(event_type: EventType, start: datetime, end: datetime) -> DateTimeTZRange:
    before = timedelta(minutes=event_type.buffer_before_minutes)
    after = timedelta(minutes=event_type.buffer_after_minutes)
    return DateTimeTZRange(start - before, end + after, "[)")


def _locked(event_type: EventType) -> EventType:
    """The event type re-read under its hosts' locks, in id order: the lock is for manners, the constraint the law."""
    hosts = User.objects.select_for_update(no_key=True).filter(hosted_event_types=event_type).order_by("pk")
    list(hosts.values_list("pk", flat=True))
    return _fresh(event_type)


def _fresh(event_type: EventType) -> EventType:
    return event_types_to_book().get(pk=event_type.pk)


def _require_offered(
    event_type: EventType, start: datetime, now: datetime, *, moving: Appointment | None = None
) -> None:
    why = why_not(event_type, start, now, moving=moving)
    if why == Reason.TAKEN:
        raise SlotTaken(())
    if why is not None:
        raise NotOffered(why)


def _chosen_place(event_type: EventType, request: BookingRequest) -> Place:
    bookable = bookability(event_type)
    if not bookable.ok:
        raise PlaceUnavailable(bookable.reason)
    usable = _places_in_time(event_type, request.start)
    place = usable[0]
    if request.place_id is not None:
        known = {each.pk: each for each in event_type.places.all()}
        if request.place_id not in known:
            raise UnknownPlace(_("This event type is not held there. Choose one of its places."))
        if known[request.place_id] not in usable:
            raise PlaceUnavailable(
                _("%(place)s is not available at the moment. Choose another place.")
                % {"place": places.name_of(known[request.place_id].kind)}
            )
        place = known[request.place_id]
    if place.call == Call.HOST_CALLS and not request.phone:
        raise PhoneNeeded(_("The host will call you: leave a phone number."))
    return place


def _places_in_time(event_type: EventType, start: datetime) -> list[Place]:
    """Raises PlaceUnavailable."""
    usable, host = places.usable_places(event_type), the_host(event_type)
    in_time = [place for place in usable if places.is_in_time(place, host, start)]
    must_be_first = event_type.on_unavailable == OnUnavailable.REFUSE
    if not in_time or (must_be_first and in_time[0] != usable[0]):
        raise PlaceUnavailable(
            _("%(place)s makes no more meetings for the host before this time. Choose a time on a later day.")
            % {"place": places.name_of(usable[0].kind)}
        )
    return in_time


def reread(booking: Booking) -> Booking:
    """Locked in the order that workers keep too: first the appointment, then the booking."""
    appointment = Appointment.objects.locked().get(pk=booking.appointment_id)
    mine = Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    mine.appointment = appointment
    return mine


def _current(booking: Booking, now: datetime) -> Booking:
    """The booking under lock, if it is still the one the caller saw and can still change."""
    mine = reread(booking)
    if not mine.is_confirmed:
        raise NoLongerPossible(_("This booking is cancelled. Book a new time instead."))
    if mine.has_ended(now):
        raise NoLongerPossible(_("This appointment is over and can no longer be changed."))
    if mine.generation != booking.generation:
        raise StaleBooking
    return mine


def _earlier(replay: Replay | None, *, patiently: bool) -> Booking | None:
    if replay is None:
        return None
    return replay.earlier_booking_when_done() if patiently else replay.earlier_booking()


def _body(event_type: EventType, request: BookingRequest) -> dict[str, object]:
    body = asdict(request)
    del body["key"], body["waits_for_twin"]
    return {"event_type": event_type.pk, **body}


@contextmanager
def _losing_means_taken(nearest: Callable[[], Sequence[Interval]]) -> Iterator[None]:
    """The database's refusal of an overlap is a lost race; the nearest free slots are looked up after the rollback."""
    try:
        with one_transaction():
            yield
    except SlotTaken:
        raise SlotTaken(nearest()) from None
    except IntegrityError as refused:
        if NO_OVERLAP not in str(refused):
            raise
        raise SlotTaken(nearest()) from refused


@contextmanager
def one_transaction() -> Iterator[None]:
    """All or nothing, and nobody waits longer than a few seconds for a lock."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            yield
    except OperationalError as trouble:
        if getattr(trouble.__cause__, "sqlstate", "") not in LOCK_TROUBLE:
            raise
        raise Busy from trouble
