"""Guests racing for one slot, and changes racing for one booking; each with its twin without the guard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.models import Appointment, AppointmentState, Booking, Party
from halfpast.bookings.refusals import NoLongerPossible, SlotTaken, StaleBooking
from halfpast.bookings.services import Accepted, book, cancel, reschedule
from halfpast.bookings.timeline import note
from halfpast.effects.models import Effect
from tests.studio import Studio, connect, let_pass, make_studio, work
from tests.threads import all_at_once, until

pytestmark = pytest.mark.django_db(transaction=True)
GUESTS = 8


@pytest.fixture
def racing_studio(transactional_db: None) -> Studio:
    studio = make_studio()
    connect(studio.owner)
    return studio


def race(studio: Studio, guests: int = GUESTS) -> list[Accepted | Exception]:
    def guest(number: int) -> Callable[[], Accepted]:
        request = studio.request(email=f"guest{number}@example.org")
        return partial(book, studio.event_type, request, timezone.now())

    return all_at_once([guest(number) for number in range(guests)])


def winners(outcomes: list[Accepted | Exception]) -> int:
    return sum(isinstance(outcome, Accepted) for outcome in outcomes)


def test_of_many_guests_racing_for_one_slot_one_wins_and_the_others_hear_that_it_is_taken(
    racing_studio: Studio,
) -> None:
    outcomes = race(racing_studio)
    assert winners(outcomes) == 1
    assert sum(isinstance(outcome, SlotTaken) for outcome in outcomes) == GUESTS - 1
    assert Appointment.objects.count() == 1
    assert Effect.objects.count() == 3


@pytest.mark.usefixtures("checks_meet", "no_lock")
def test_the_constraint_alone_lets_one_guest_win(racing_studio: Studio) -> None:
    assert winners(race(racing_studio, 2)) == 1


@pytest.mark.usefixtures("checks_meet", "no_constraint")
def test_the_lock_alone_lets_one_guest_win(racing_studio: Studio) -> None:
    assert winners(race(racing_studio, 2)) == 1


@pytest.mark.usefixtures("checks_meet", "no_lock", "no_constraint")
def test_without_lock_and_constraint_both_guests_get_the_slot(racing_studio: Studio) -> None:
    assert winners(race(racing_studio, 2)) == 2


def test_of_two_moves_racing_on_one_generation_one_wins(racing_studio: Studio) -> None:
    booking = book(racing_studio.event_type, racing_studio.request(), timezone.now()).booking
    starts = [racing_studio.a_start(days=2), racing_studio.a_start(days=3)]
    moves = [partial(reschedule, booking, start, by=Party.GUEST, now=timezone.now()) for start in starts]
    outcomes = all_at_once(moves)
    booking.refresh_from_db()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Booking", "StaleBooking"]
    assert booking.generation == 2


def test_a_move_racing_a_cancel_never_revives_the_booking(racing_studio: Studio) -> None:
    booking = book(racing_studio.event_type, racing_studio.request(), timezone.now()).booking
    now = timezone.now()
    acts = [
        partial(reschedule, booking, racing_studio.a_start(days=2), by=Party.GUEST, now=now),
        partial(cancel, booking, by=Party.GUEST, now=now),
    ]
    outcomes = all_at_once(acts)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    state = Appointment.objects.get().state
    assert [type(each) for each in refused] in ([NoLongerPossible], [StaleBooking])
    assert (state == AppointmentState.CANCELLED) == isinstance(refused[0], NoLongerPossible)


def test_a_cancelled_time_is_free_at_once(racing_studio: Studio) -> None:
    booking = book(racing_studio.event_type, racing_studio.request(), timezone.now()).booking
    cancel(booking, by=Party.GUEST, now=timezone.now())
    assert winners(race(racing_studio, 2)) == 1


def test_a_form_sent_twice_at_once_is_one_booking(racing_studio: Studio) -> None:
    request = racing_studio.request(key="form 1", waits_for_twin=True)
    outcomes = all_at_once([partial(book, racing_studio.event_type, request, timezone.now())] * 4)
    assert len({outcome.booking.pk for outcome in outcomes if isinstance(outcome, Accepted)}) == 1
    assert winners(outcomes) == 4
    assert Appointment.objects.count() == 1


def cancel_while_a_mail_is_recorded(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Both touch appointment and booking; the worker writes its note only when the cancel waits for a lock."""
    booking = book(studio.event_type, studio.request(), timezone.now()).booking
    Effect.objects.filter(kind="meeting").delete()
    worker_has_locked = Event()

    def note_late(*args: object, **kwargs: object) -> None:
        if not worker_has_locked.is_set():
            worker_has_locked.set()
            until(somebody_waits_for_a_lock)
        note(*args, **kwargs)  # type: ignore[arg-type]

    def cancelling() -> object:
        worker_has_locked.wait(5)
        return cancel(booking, by=Party.GUEST, now=timezone.now())

    monkeypatch.setattr("halfpast.bookings.mails.telling.note", note_late)
    let_pass(61)
    return [outcome for outcome in all_at_once([work, cancelling]) if isinstance(outcome, Exception)]


def test_a_cancel_while_a_mail_is_being_recorded_is_not_refused(
    racing_studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cancel_while_a_mail_is_recorded(racing_studio, monkeypatch) == []


def test_without_the_order_of_locks_the_two_stand_in_each_others_way(
    racing_studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def booking_first(booking: Booking) -> Booking:
        mine = Booking.objects.select_for_update().get(pk=booking.pk)
        mine.appointment = Appointment.objects.select_for_update().get(pk=booking.appointment_id)
        return mine

    monkeypatch.setattr(services, "reread", booking_first)
    refused = cancel_while_a_mail_is_recorded(racing_studio, monkeypatch)
    effects = Effect.objects.filter(kind="mail", last_error__contains="stumbled")
    assert refused or effects.exists()


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        # Within a transaction the view would otherwise show one moment for ever.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
