"""What the host reads about a link that is late, owed, or not as it was asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.link_tokens import token_of
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting
from halfpast.connections.models import Connection
from halfpast.effects.models import Effect, EffectState
from tests.studio import Studio

QUOTA = "Zoom takes no more meetings from this account today."


@pytest.fixture
def booking(studio: Studio) -> Booking:
    return services.book(studio.event_type, studio.request(), timezone.now()).booking


def tried(booking: Booking, *, again_at: datetime, **facts: object) -> None:
    rows = Effect.objects.filter(kind="meeting", subject_id=booking.appointment_id)
    rows.update(next_run=again_at, last_error=QUOTA, failures=1, **facts)


def page_of(booking: Booking, host: Client) -> str:
    return host.get(reverse("app-booking", kwargs={"uid": booking.uid})).content.decode()


def guests_page(booking: Booking, client: Client) -> str:
    return client.get(reverse("booking", args=[token_of(booking)])).content.decode()


def in_hours(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


def test_the_host_reads_why_a_link_waits_and_when_it_is_tried_again(booking: Booking, host: Client) -> None:
    again = datetime.combine(timezone.now().date() + timedelta(days=2), datetime.min.time(), UTC)
    tried(booking, again_at=again)

    page = page_of(booking, host)

    assert QUOTA in page
    assert "Link late" in page
    assert "Tries again:" in page
    assert again.strftime("%Y-%m-%dT00:00:00Z") in page


def test_a_try_within_a_minute_is_not_announced(booking: Booking, host: Client) -> None:
    tried(booking, again_at=timezone.now() + timedelta(seconds=30))

    assert "Tries again" not in page_of(booking, host)


def test_a_try_that_is_running_is_not_announced(booking: Booking, host: Client) -> None:
    tried(booking, again_at=in_hours(5), state=EffectState.SENDING)

    assert "Tries again" not in page_of(booking, host)


def test_a_late_link_may_be_given_by_hand(booking: Booking, host: Client) -> None:
    tried(booking, again_at=in_hours(5))

    assert "Give the guest a link yourself" in page_of(booking, host)


def test_the_guest_of_a_late_link_is_not_told_that_it_is_being_made(booking: Booking, client: Client) -> None:
    tried(booking, again_at=in_hours(5))

    page = guests_page(booking, client)

    assert "it takes longer than usual and comes by mail" in page
    assert "Your link is being made" not in page
    assert QUOTA not in page
    assert 'hx-trigger="every 60s"' in page


def test_the_guest_of_a_link_that_is_tried_soon_sees_it_being_made(booking: Booking, client: Client) -> None:
    tried(booking, again_at=timezone.now() + timedelta(minutes=5))

    assert "Your link is being made" in guests_page(booking, client)


def test_the_box_that_is_asked_for_again_tells_the_host_the_same(booking: Booking, host: Client) -> None:
    tried(booking, again_at=in_hours(5))

    address = reverse("app-booking-link", kwargs={"uid": booking.uid})
    assert "Tries again:" in host.get(address, headers={"HX-Request": "true"}).content.decode()


def test_an_owed_link_says_why_and_that_a_reconnect_makes_it(booking: Booking, host: Client) -> None:
    tried(booking, again_at=timezone.now(), state=EffectState.REFUSED)
    Appointment.objects.update(link_state=LinkState.OWED)
    Connection.objects.all().delete()

    page = page_of(booking, host)

    assert QUOTA in page
    assert "Once Zoom is connected again, the link is made and mailed by itself." in page


def test_an_owed_link_of_a_working_account_asks_for_no_reconnect(booking: Booking, host: Client) -> None:
    tried(booking, again_at=timezone.now(), state=EffectState.REFUSED)
    Appointment.objects.update(link_state=LinkState.OWED)

    assert "connected again" not in page_of(booking, host)


def test_options_that_zoom_dropped_are_named_to_the_host_alone(booking: Booking, host: Client, client: Client) -> None:
    Appointment.objects.update(link_state=LinkState.READY)
    Meeting.objects.create(
        appointment=booking.appointment,
        provider="zoom",
        account_ref="ref",
        meeting_id="1",
        join_url="https://zoom.example/j/1",
        not_applied=["waiting_room", "host_video"],
    )

    words = "Zoom did not apply: waiting room, host&#x27;s video on."
    assert words in page_of(booking, host)
    assert "did not apply" not in guests_page(booking, client)
