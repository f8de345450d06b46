from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting
from tests.studio import Studio, make_studio


@pytest.fixture
def booking(studio: Studio) -> Booking:
    return services.book(studio.event_type, studio.request(), timezone.now()).booking


def page_of(booking: Booking) -> str:
    return reverse("app-booking", kwargs={"uid": booking.uid})


def test_it_tells_when_for_host_and_guest_and_what_was_done(booking: Booking, host: Client) -> None:
    page = host.get(page_of(booking)).content.decode()

    assert "Europe/Berlin" in page
    assert "America/New York" in page
    assert "grace@example.org" in page
    assert "Booked" in page


def test_it_shows_how_to_join(booking: Booking, host: Client) -> None:
    Appointment.objects.update(link_state=LinkState.READY)
    Meeting.objects.create(
        appointment=booking.appointment,
        provider="zoom",
        account_ref="ref",
        meeting_id="92674392836",
        join_url="https://zoom.example/j/92674392836",
        passcode="sesame",
        dial_in=[{"country": "DE", "number": "+49 69 1234"}],
    )

    page = host.get(page_of(booking)).content.decode()

    for fact in ("https://zoom.example/j/92674392836", "926 7439 2836", "sesame", "+49 69 1234"):
        assert fact in page


def test_the_box_with_the_link_is_asked_for_alone(booking: Booking, host: Client) -> None:
    box = host.get(page_of(booking) + "/link", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in box
    assert f'hx-get="{page_of(booking)}/link"' in box


def test_without_javascript_the_button_leads_back_to_the_page(booking: Booking, host: Client) -> None:
    assert host.get(page_of(booking) + "/link").headers["Location"] == page_of(booking) + "#join"


def test_a_link_that_is_owed_is_pointed_out(booking: Booking, host: Client) -> None:
    Appointment.objects.update(link_state=LinkState.OWED)

    assert "still needs a way to join" in host.get(page_of(booking)).content.decode()


@pytest.mark.parametrize("act", ["", "/link", "/cancel", "/reschedule"])
def test_somebody_elses_booking_does_not_exist(host: Client, act: str) -> None:
    elsewhere = make_studio("elsewhere")
    elsewhere.event_type.places.update(kind="in_person", address="Somewhere")
    foreign = services.book(elsewhere.event_type, elsewhere.request(), timezone.now()).booking

    assert host.get(page_of(foreign) + act).status_code == 404
    assert host.get(reverse("app-booking", kwargs={"uid": uuid4()})).status_code == 404


def test_somebody_elses_booking_can_not_be_cancelled(host: Client) -> None:
    elsewhere = make_studio("elsewhere")
    elsewhere.event_type.places.update(kind="in_person", address="Somewhere")
    foreign = services.book(elsewhere.event_type, elsewhere.request(), timezone.now()).booking

    answer = host.post(page_of(foreign) + "/cancel", {"generation": 1})

    assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.is_confirmed
