from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.models import Booking, Party
from tests.studio import Studio


@pytest.fixture
def booking(studio: Studio) -> Booking:
    return services.book(studio.event_type, studio.request(), timezone.now()).booking


def test_asking_first_changes_nothing(booking: Booking, host: Client) -> None:
    answer = host.get(f"/app/bookings/{booking.uid}/cancel")

    assert answer.status_code == 200
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_a_host_cancels_with_a_reason(booking: Booking, host: Client) -> None:
    answer = host.post(f"/app/bookings/{booking.uid}/cancel", {"generation": 1, "reason": "I am ill."}, follow=True)

    assert "The booking is cancelled" in answer.content.decode()
    booking.refresh_from_db()
    assert (booking.state, booking.changed_by, booking.change_reason) == ("cancelled", Party.HOST, "I am ill.")


def test_a_change_meanwhile_is_told_and_the_reason_kept(studio: Studio, booking: Booking, host: Client) -> None:
    services.reschedule(booking, studio.a_start(days=2), by=Party.GUEST, now=timezone.now())

    answer = host.post(f"/app/bookings/{booking.uid}/cancel", {"generation": 1, "reason": "I am ill."})

    assert answer.status_code == 409
    assert "changed meanwhile" in answer.content.decode()
    assert "I am ill." in answer.content.decode()
    assert 'name="generation" value="2"' in answer.content.decode()


def test_cancelling_twice_is_cancelling_once(booking: Booking, host: Client) -> None:
    for _ in range(2):
        assert host.post(f"/app/bookings/{booking.uid}/cancel", {"generation": 1}).status_code == 303

    booking.refresh_from_db()
    assert booking.generation == 2


def test_a_reason_too_long_is_kept_and_explained(booking: Booking, host: Client) -> None:
    answer = host.post(f"/app/bookings/{booking.uid}/cancel", {"generation": 1, "reason": "x" * 501})

    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode()
