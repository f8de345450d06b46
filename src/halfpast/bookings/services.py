"""Book, move, cancel: each one transaction that commits everything that has to happen, or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from halfpast.accounts.availability_version import availability_changed
from halfpast.availability import Slot
from halfpast.bookings import places
from halfpast.bookings.host_locks import lock_caps, lock_hosts
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
from halfpast.bookings.openings import nearest_slots, nearest_slots_to_move_to
from halfpast.bookings.refusals import Busy, NoLongerPossible, SlotTaken, StaleBooking
from halfpast.bookings.taking import fresh, require_offered, take_team
from halfpast.bookings.teams import Team
from halfpast.bookings.timeline import note
from halfpast.bookings.wishes import Wish
from halfpast.event_types.models import EventType

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
    # None: the event type's main one.
    length: timedelta | None = None
    key: str = ""
    waits_for_twin: bool = False


@dataclass(frozen=True)
class Accepted:
    booking: Booking
    link_token: str
    replayed: bool = False


def book(event_type: EventType, request: BookingRequest, now: datetime, *, by: Party = Party.GUEST) -> Accepted:
    """Raises a BookingRefused (SlotTaken, NotOffered, PlaceUnavailable ...), KeyReused or KeyInProgress."""
    with _losing_means_taken(lambda: nearest_slots(fresh(event_type), request.start, now, length=request.length)):
        replay = Replay(request.key, _body(event_type, request)) if request.key else None
        earlier = _earlier(replay, patiently=request.waits_for_twin)
        if earlier is not None:
            return Accepted(earlier, token_of(earlier), replayed=True)
        lock_caps(event_type)
        team = take_team(event_type, _wish(request), now)
        booking, token = _write(team, request)
        note(booking.appointment, "booked", actor=by, booking=booking)
        if replay is not None:
            replay.remember(booking)
        availability_changed(team.host_ids)
        _announce(booking, "confirmed")
        return Accepted(booking, token)


def reschedule(booking: Booking, start: datetime, *, by: Party, now: datetime, reason: str = "") -> Booking:
    """The same appointment at another time. Raises SlotTaken, NotOffered, NoLongerPossible, StaleBooking, Busy."""
    event_type = booking.appointment.event_type
    with _losing_means_taken(lambda: nearest_slots_to_move_to(booking.appointment, start, now)):
        lock_caps(event_type)
        host_ids = _lock_hosts_of(booking, now)
        event_type, mine = fresh(event_type), _current(booking, now)
        appointment = mine.appointment
        if start == appointment.start:
            return mine
        require_offered(event_type, start, now, moving=appointment)
        mine.moved_from = appointment.start
        _move(appointment, event_type, start)
        _changed(mine, by, reason)
        availability_changed(host_ids)
        note(appointment, "moved", actor=by, booking=mine)
        _announce(mine, "moved")
        return mine


def cancel(booking: Booking, *, by: Party, now: datetime, reason: str = "") -> Booking:
    """Terminal and idempotent; the time is free at once. Raises NoLongerPossible after its end, StaleBooking, Busy."""
    with one_transaction():
        host_ids = _lock_hosts_of(booking, now)
        mine = reread(booking)
        if mine.state == BookingState.CANCELLED:
            return mine
        mine = _current(booking, now)
        mine.state, mine.cancelled_at = BookingState.CANCELLED, now
        _changed(mine, by, reason)
        note(mine.appointment, "cancelled", actor=by, booking=mine)
        if not mine.appointment.bookings.filter(state=BookingState.CONFIRMED).exists():
            _end(mine.appointment)
            availability_changed(host_ids)
        _announce(mine, "cancelled")
        return mine


def _announce(booking: Booking, change: str) -> None:
    """Everything outside that must follow this change; one job wakes it."""
    waits_for_link = follow(booking.appointment)
    telling.tell(booking, change, waits_for_link=waits_for_link)


def _wish(request: BookingRequest) -> Wish:
    return Wish(request.start, request.length, request.place_id, request.phone)


def _write(team: Team, request: BookingRequest) -> tuple[Booking, str]:
    slot, zone = team.slot, team.hosts[0].time_zone
    appointment = Appointment(event_type=team.event_type, start=slot.start, end=slot.end, time_zone=zone)
    places.put(appointment, team.place)
    appointment.save()
    held = _held(team.event_type, slot.start, slot.end)
    # In order: the organiser's is the first.
    Reservation.objects.bulk_create(Reservation(appointment=appointment, host=host, held=held) for host in team.hosts)
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


def _lock_hosts_of(booking: Booking, now: datetime) -> list[int]:
    """The hosts of an appointment stay the same, whoever hosts its event type by now."""
    host_ids = list(Reservation.objects.filter(appointment=booking.appointment_id).values_list("host", flat=True))
    lock_hosts(host_ids, now)
    return host_ids


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
    if request.length is None:
        # Keys of requests that could not name a length yet still fit.
        del body["length"]
    return {"event_type": event_type.pk, **body}


@contextmanager
def _losing_means_taken(nearest: Callable[[], Sequence[Slot]]) -> Iterator[None]:
    """The database's refusal of an overlap is a lost race; the nearest free slots are looked up after the rollback."""
    try:
        with one_transaction():
            yield
    except SlotTaken as taken:
        raise SlotTaken(nearest(), taken.why) from None
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
