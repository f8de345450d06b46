"""A guest who got another link before reads, wherever the new one stands, that the old one leads nowhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halfpast.bookings.link_tokens import token_of
from halfpast.bookings.mails.rendering import booking_mail
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting
from halfpast.bookings.services import book
from tests.studio import Studio

SENTENCE = "This link is new; one from earlier mails no longer leads to the meeting."


@pytest.fixture
def booking(studio: Studio) -> Booking:
    """Its meeting was replaced, and the new one is ready."""
    booking = book(studio.event_type, studio.request(), timezone.now()).booking
    Meeting.objects.create(
        appointment=booking.appointment,
        provider="zoom",
        account_ref="ref",
        meeting_id="92674392836",
        join_url="https://zoom.example/j/92674392836",
    )
    Appointment.objects.update(link_state=LinkState.READY, link_replaced=True)
    return Booking.objects.get()


@pytest.mark.parametrize("party", ["guest", "host"])
def test_text_html_and_calendar_entry_of_the_mails_say_so(booking: Booking, party: str) -> None:
    mail = booking_mail(booking, party, "link", 7)
    assert SENTENCE in mail.text
    assert SENTENCE in mail.html
    assert SENTENCE.replace(";", "\\;") in mail.calendar.decode().replace("\r\n ", "")


def test_the_guests_page_says_so(booking: Booking, client: Client) -> None:
    assert SENTENCE in client.get(reverse("booking", args=[token_of(booking)])).content.decode()


def test_the_hosts_page_says_so(booking: Booking, host: Client) -> None:
    assert SENTENCE in host.get(reverse("app-booking", kwargs={"uid": booking.uid})).content.decode()


def test_the_first_link_of_a_booking_is_not_called_new(booking: Booking) -> None:
    Appointment.objects.update(link_replaced=False)
    assert SENTENCE not in booking_mail(Booking.objects.get(), "guest", "link", 7).text


def test_a_new_link_that_is_not_there_yet_is_not_spoken_of(booking: Booking) -> None:
    Appointment.objects.update(link_state=LinkState.MAKING)
    assert SENTENCE not in booking_mail(Booking.objects.get(), "guest", "link", 7).text
