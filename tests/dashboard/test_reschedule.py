from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.models import Booking, Party
from halfpast.connections.models import Connection
from tests.studio import Studio


@pytest.fixture
def booking(studio: Studio) -> Booking:
    return services.book(studio.event_type, studio.request(), timezone.now()).booking


def typed(start: datetime, generation: int = 1) -> dict[str, object]:
    return {"start": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "generation": generation, "reason": "A clash."}


def test_open_times_are_links(studio: Studio, booking: Booking, host: Client) -> None:
    day = studio.a_start(days=3).date()

    page = host.get(f"/app/bookings/{booking.uid}/reschedule?date={day}").content.decode()

    assert f"start={day}T09:00:00Z" in page


def test_a_chosen_time_is_confirmed_before_anything_happens(studio: Studio, booking: Booking, host: Client) -> None:
    start = studio.a_start(days=3, hour=9)

    page = host.get(f"/app/bookings/{booking.uid}/reschedule?start={start:%Y-%m-%dT%H:%M:%SZ}").content.decode()

    assert "Move booking" in page
    assert f'name="start" value="{start:%Y-%m-%dT%H:%M:%SZ}"' in page


def test_a_host_moves_a_booking(studio: Studio, booking: Booking, host: Client) -> None:
    start = studio.a_start(days=3, hour=9)

    answer = host.post(f"/app/bookings/{booking.uid}/reschedule", typed(start), follow=True)

    assert "The booking is moved" in answer.content.decode()
    booking = Booking.objects.select_related("appointment").get(pk=booking.pk)
    assert (booking.appointment.start, booking.changed_by, booking.change_reason) == (start, Party.HOST, "A clash.")


def test_a_time_just_taken_offers_the_nearest_and_keeps_the_reason(
    studio: Studio, booking: Booking, host: Client
) -> None:
    start = studio.a_start(days=3, hour=9)
    services.book(studio.event_type, studio.request(start=start, email="fast@example.org"), timezone.now())

    answer = host.post(f"/app/bookings/{booking.uid}/reschedule", typed(start))

    assert answer.status_code == 409
    assert "just taken" in answer.content.decode()
    assert "A clash." in answer.content.decode()
    assert f'value="{start + timedelta(minutes=30):%Y-%m-%dT%H:%M:%SZ}"' in answer.content.decode()


def test_a_time_outside_the_hours_says_so(studio: Studio, booking: Booking, host: Client) -> None:
    answer = host.post(f"/app/bookings/{booking.uid}/reschedule", typed(studio.a_start(days=3, hour=23)))

    assert answer.status_code == 422
    assert "outside the host" in answer.content.decode()


def test_a_change_meanwhile_is_told_and_pressing_again_works(studio: Studio, booking: Booking, host: Client) -> None:
    services.reschedule(booking, studio.a_start(days=2), by=Party.GUEST, now=timezone.now())

    answer = host.post(f"/app/bookings/{booking.uid}/reschedule", typed(studio.a_start(days=3, hour=9)))

    assert answer.status_code == 409
    assert "changed meanwhile" in answer.content.decode()
    assert "A clash." in answer.content.decode()
    assert 'name="generation" value="2"' in answer.content.decode()


@pytest.mark.parametrize("start", ["", "tomorrow", "9999-12-31T23:59:00Z", "\x00"])
def test_nonsense_for_a_time_shows_the_calendar(booking: Booking, host: Client, start: str) -> None:
    answer = host.post(f"/app/bookings/{booking.uid}/reschedule", {"start": start, "generation": 1})

    assert answer.status_code == 422
    assert "not a time we know" in answer.content.decode()


def test_a_booking_of_a_type_that_takes_no_new_ones_can_still_be_moved(booking: Booking, host: Client) -> None:
    Connection.objects.all().delete()

    assert "start=" in host.get(f"/app/bookings/{booking.uid}/reschedule").content.decode()


def test_a_cancelled_booking_can_not_be_moved(booking: Booking, host: Client) -> None:
    services.cancel(booking, by=Party.GUEST, now=timezone.now())

    assert host.get(f"/app/bookings/{booking.uid}/reschedule").status_code == 303
