"""On the page of a booking whose link is owed, the host can give one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.models import Appointment, Booking, LinkState, Party
from tests.studio import Studio, make_studio

LINK = "https://meet.example.com/grace?x=1&y=2"


@pytest.fixture
def owed(studio: Studio) -> Booking:
    booking = services.book(studio.event_type, studio.request(), timezone.now()).booking
    Appointment.objects.update(link_state=LinkState.OWED)
    return booking


def page_of(booking: Booking) -> str:
    return reverse("app-booking", kwargs={"uid": booking.uid})


def act_of(booking: Booking) -> str:
    return reverse("app-booking-link-by-hand", kwargs={"uid": booking.uid})


@pytest.mark.parametrize("state", [LinkState.OWED, LinkState.IMPOSSIBLE])
def test_the_form_is_on_the_page_while_no_link_is_to_be_had(owed: Booking, host: Client, state: LinkState) -> None:
    Appointment.objects.update(link_state=state)

    assert f'action="{act_of(owed)}"' in host.get(page_of(owed)).content.decode()


@pytest.mark.parametrize("state", [LinkState.MAKING, LinkState.NOT_NEEDED])
def test_otherwise_it_is_not(owed: Booking, host: Client, state: LinkState) -> None:
    Appointment.objects.update(link_state=state)

    assert act_of(owed) not in host.get(page_of(owed)).content.decode()


def test_a_link_given_is_shown_to_host_and_guest(owed: Booking, host: Client) -> None:
    answer = host.post(act_of(owed), {"url": LINK}, follow=True)

    page = answer.content.decode()
    assert "Your guest gets it by mail" in page
    assert 'href="https://meet.example.com/grace?x=1&amp;y=2"' in page
    assert "A link given by hand takes the place of Zoom" in page
    assert act_of(owed) not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Paste the link"),
        ("http://meet.example.com/grace", "begins with https://"),
        ("ftp://meet.example.com/grace", "begins with https://"),
        ("javascript:alert(1)", "This is not a link"),
        ("my room", "This is not a link"),
        ("https://meet.example.com/" + "x" * 500, "at most 500 characters"),
    ],
)
def test_a_bad_link_is_refused_beside_its_field_and_stays_there(
    owed: Booking, host: Client, typed: str, words: str
) -> None:
    answer = host.post(act_of(owed), {"url": typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{typed}"' in page or not typed
    assert Appointment.objects.get().link_state == LinkState.OWED


def test_a_link_that_came_meanwhile_is_not_replaced(owed: Booking, host: Client) -> None:
    Appointment.objects.update(link_state=LinkState.READY)

    page = host.post(act_of(owed), {"url": LINK}, follow=True).content.decode()

    assert "knows how to join by now" in page
    assert Appointment.objects.get().place_kind == "zoom"


def test_a_cancelled_booking_takes_no_link(owed: Booking, host: Client) -> None:
    services.cancel(owed, by=Party.GUEST, now=timezone.now())

    page = host.post(act_of(owed), {"url": LINK}, follow=True).content.decode()

    assert "nobody waits for a link" in page
    assert Appointment.objects.get().place_kind == "zoom"


def test_somebody_elses_booking_takes_no_link(host: Client) -> None:
    elsewhere = make_studio("elsewhere")
    elsewhere.event_type.places.update(kind="in_person", address="Somewhere")
    foreign = services.book(elsewhere.event_type, elsewhere.request(), timezone.now()).booking

    assert host.post(act_of(foreign), {"url": LINK}).status_code == 404
    assert host.post(reverse("app-booking-link-by-hand", kwargs={"uid": uuid4()}), {"url": LINK}).status_code == 404


def test_a_link_is_given_by_post_alone(owed: Booking, host: Client) -> None:
    assert host.get(f"{act_of(owed)}?url={LINK}").status_code == 405


def test_whoever_has_not_signed_in_gives_no_link(owed: Booking, client: Client) -> None:
    assert client.post(act_of(owed), {"url": LINK}).status_code == 302
    assert Appointment.objects.get().link_state == LinkState.OWED
