"""A guest may choose among the lengths of an event type."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from halfpast.availability import Interval
from halfpast.bookings.idempotency import KeyReused
from halfpast.bookings.models import IdempotencyKey, Party
from halfpast.bookings.openings import open_slots
from halfpast.bookings.refusals import NotOffered, SlotTaken, UnknownLength
from halfpast.bookings.services import book, reschedule
from halfpast.event_types.models import EventType
from tests.studio import Studio

MINUTE = timedelta(minutes=1)


@pytest.fixture
def studio(studio: Studio) -> Studio:
    """Half an hour, or one and a half."""
    EventType.objects.filter(pk=studio.event_type.pk).update(other_durations=[90])
    return studio


def test_the_appointment_is_as_long_as_was_asked_for(studio: Studio) -> None:
    appointment = book(studio.event_type, studio.request(length=90 * MINUTE), timezone.now()).booking.appointment
    reservation = appointment.reservations.get()
    assert appointment.duration == 90 * MINUTE
    assert reservation.held.upper == appointment.end


def test_without_a_length_it_is_the_main_one(studio: Studio) -> None:
    assert book(studio.event_type, studio.request(), timezone.now()).booking.appointment.duration == 30 * MINUTE


def test_another_length_is_refused_with_those_there_are(studio: Studio) -> None:
    with pytest.raises(UnknownLength, match="This event type takes 30 or 90 minutes"):
        book(studio.event_type, studio.request(length=45 * MINUTE), timezone.now())


def test_a_length_that_does_not_fit_is_refused_where_a_shorter_one_is_not(studio: Studio) -> None:
    day = Interval(studio.a_start(hour=0), studio.a_start(hour=0) + timedelta(days=1))
    last = open_slots(studio.event_type, day, timezone.now())[-1].start
    with pytest.raises(NotOffered):
        book(studio.event_type, studio.request(start=last, length=90 * MINUTE), timezone.now())
    book(studio.event_type, studio.request(start=last), timezone.now())


def test_the_nearest_times_are_those_of_the_length(studio: Studio) -> None:
    book(studio.event_type, studio.request(start=studio.a_start(hour=9)), timezone.now())
    with pytest.raises(SlotTaken) as refusal:
        book(studio.event_type, studio.request(length=90 * MINUTE), timezone.now())
    assert {slot.end - slot.start for slot in refusal.value.nearest} == {90 * MINUTE}


def test_a_moved_appointment_keeps_its_length(studio: Studio) -> None:
    booking = book(studio.event_type, studio.request(length=90 * MINUTE), timezone.now()).booking
    with pytest.raises(NotOffered):
        reschedule(booking, studio.a_start(days=2, hour=15), by=Party.GUEST, now=timezone.now())
    moved = reschedule(booking, studio.a_start(days=2, hour=9), by=Party.GUEST, now=timezone.now())
    assert moved.appointment.duration == 90 * MINUTE


def test_a_key_means_one_length(studio: Studio) -> None:
    book(studio.event_type, studio.request(key="one"), timezone.now())
    with pytest.raises(KeyReused):
        book(studio.event_type, studio.request(key="one", length=90 * MINUTE), timezone.now())


def test_keys_from_before_there_were_lengths_still_fit(studio: Studio) -> None:
    request = studio.request(key="one", start=studio.a_start(days=3))
    book(studio.event_type, request, timezone.now())
    body = (
        f'{{"answers": {{}}, "email": "grace@example.org", "event_type": {studio.event_type.pk}, "locale": "en", '
        f'"name": "Grace Guest", "phone": "", "place_id": null, "start": "{request.start}", '
        '"time_zone": "America/New_York"}'
    )
    assert IdempotencyKey.objects.get().body_digest == hashlib.sha256(body.encode()).hexdigest()
