from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from halfpast.availability import Interval, Reason
from halfpast.bookings.idempotency import KeyReused
from halfpast.bookings.jobs import forget_old_idempotency_keys
from halfpast.bookings.meetings.markers import marker_of
from halfpast.bookings.meetings.rooms import account_ref
from halfpast.bookings.models import Appointment, Booking, BookingState, IdempotencyKey, LinkState, Party, Reservation
from halfpast.bookings.openings import open_slots
from halfpast.bookings.refusals import NotOffered, PlaceUnavailable, SlotTaken
from halfpast.bookings.services import book
from halfpast.effects.models import Effect
from tests.studio import Studio

DAY = timedelta(days=1)


def test_a_booking_commits_an_appointment_a_reservation_and_what_must_happen_outside(studio: Studio) -> None:
    accepted = book(studio.event_type, studio.request(), timezone.now())
    appointment = accepted.booking.appointment
    assert accepted.booking.state == BookingState.CONFIRMED
    assert appointment.link_state == LinkState.MAKING
    assert appointment.reservations.filter(host=studio.owner, active=True).count() == 1
    assert sorted(Effect.objects.values_list("name", flat=True)) == ["guest:confirmed", "host:confirmed", "zoom"]


def test_a_taken_slot_is_refused_with_the_nearest_free_ones(studio: Studio) -> None:
    request = studio.request()
    book(studio.event_type, request, timezone.now())
    with pytest.raises(SlotTaken) as refusal:
        book(studio.event_type, studio.request(name="Late Larry"), timezone.now())
    assert len(refusal.value.nearest) == 3
    assert request.start not in [slot.start for slot in refusal.value.nearest]


def test_a_refused_request_leaves_nothing_behind(studio: Studio) -> None:
    book(studio.event_type, studio.request(), timezone.now())
    before = [model.objects.count() for model in (Appointment, Booking, Reservation, Effect)]
    with pytest.raises(SlotTaken):
        book(studio.event_type, studio.request(email="other@example.org"), timezone.now())
    assert before == [model.objects.count() for model in (Appointment, Booking, Reservation, Effect)]


@pytest.mark.parametrize(
    ("shift", "why"),
    [
        (timedelta(days=-30), Reason.PAST),
        (timedelta(minutes=7), Reason.UNALIGNED),
        (timedelta(hours=12), Reason.OUTSIDE_HOURS),
        (timedelta(days=700), Reason.TOO_FAR),
    ],
)
def test_a_start_that_is_not_offered_is_refused_with_its_reason(studio: Studio, shift: timedelta, why: Reason) -> None:
    with pytest.raises(NotOffered) as refusal:
        book(studio.event_type, studio.request(start=studio.a_start() + shift), timezone.now())
    assert refusal.value.why == why


def test_buffers_of_both_sides_keep_bookings_apart(studio: Studio) -> None:
    type(studio.event_type).objects.update(buffer_after_minutes=15)
    book(studio.event_type, studio.request(), timezone.now())
    with pytest.raises(SlotTaken):
        book(studio.event_type, studio.request(start=studio.a_start() + timedelta(minutes=30)), timezone.now())


def test_a_day_at_its_cap_offers_nothing_more(studio: Studio) -> None:
    type(studio.event_type).objects.update(daily_cap=1)
    book(studio.event_type, studio.request(), timezone.now())
    with pytest.raises(NotOffered) as refusal:
        book(studio.event_type, studio.request(start=studio.a_start(hour=10)), timezone.now())
    assert refusal.value.why == Reason.CAP_REACHED


def test_the_same_key_and_body_is_the_same_booking(studio: Studio) -> None:
    request = studio.request(key="form 1")
    first = book(studio.event_type, request, timezone.now())
    second = book(studio.event_type, request, timezone.now())
    assert second.replayed
    assert (second.booking.pk, second.link_token) == (first.booking.pk, first.link_token)
    assert Effect.objects.filter(kind="mail").count() == 2


def test_the_same_key_with_another_body_is_refused(studio: Studio) -> None:
    book(studio.event_type, studio.request(key="form 1"), timezone.now())
    with pytest.raises(KeyReused):
        book(studio.event_type, studio.request(key="form 1", name="Somebody Else"), timezone.now())


def test_a_type_whose_only_place_is_not_connected_takes_no_bookings(studio: Studio) -> None:
    studio.owner.connections.all().delete()
    with pytest.raises(PlaceUnavailable):
        book(studio.event_type, studio.request(), timezone.now())
    window = Interval(studio.a_start(), studio.a_start() + DAY)
    assert open_slots(studio.event_type, window, timezone.now()) == []


def test_every_slot_that_is_offered_can_be_booked(studio: Studio) -> None:
    window = Interval(studio.a_start(hour=0), studio.a_start(hour=0) + DAY)
    slots = open_slots(studio.event_type, window, timezone.now())
    for slot in slots:
        book(studio.event_type, studio.request(start=slot.start), timezone.now(), by=Party.GUEST)
    assert len(slots) == 16
    assert open_slots(studio.event_type, window, timezone.now()) == []


def test_old_keys_are_forgotten_and_recent_ones_kept(studio: Studio) -> None:
    book(studio.event_type, studio.request(key="old"), timezone.now())
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(days=31))
    book(studio.event_type, studio.request(key="new", start=studio.a_start(hour=10)), timezone.now())
    forget_old_idempotency_keys(timestamp=0)
    assert IdempotencyKey.objects.count() == 1


def test_marks_at_providers_survive_a_new_secret_key(studio: Studio, settings: Settings) -> None:
    connection = studio.owner.connections.get()
    before = marker_of(7), account_ref(connection)
    settings.SECRET_KEY = "another secret key, as after a leak of the first"
    assert (marker_of(7), account_ref(connection)) == before
