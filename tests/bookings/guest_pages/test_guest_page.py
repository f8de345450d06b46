from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from halfpast.bookings.models import Appointment, Booking, BookingState, LinkState, Meeting
from halfpast.event_types.models import PlaceKind

Book = Callable[..., str]
LATER = "2026-12-09T10:00:00Z"


@pytest.fixture
def on_zoom(booked: Book) -> str:
    """A booking whose Zoom link is being made."""
    link = booked()
    Appointment.objects.update(place_kind=PlaceKind.ZOOM, link_state=LinkState.MAKING)
    return link


def give_link() -> None:
    appointment = Appointment.objects.get()
    Meeting.objects.create(
        appointment=appointment,
        provider=PlaceKind.ZOOM,
        account_ref="a",
        meeting_id="92674392836",
        join_url="https://zoom.example/j/92674392836",
        passcode="k3j2Qx",
    )
    Appointment.objects.update(link_state=LinkState.READY)


def test_the_receipt_says_what_when_and_where_in_both_zones(client: Client, booked: Book) -> None:
    text = client.get(booked()).content.decode().replace("\u2060", "")

    assert "Tuesday 8 December 2026, 04:00–04:30, America/New York (EST)" in text
    assert "Tuesday 8 December 2026, 10:00–10:30, Europe/Berlin (CET)" in text
    assert "In person: Torstraße 12, Berlin" in text


def test_a_page_with_a_token_is_kept_from_caches_and_searchers(client: Client, booked: Book) -> None:
    link = booked()

    for path in ("", "/link", "/invite.ics", "/reschedule", "/cancel"):
        answer = client.get(f"{link}{path}")
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["", "/link", "/invite.ics", "/reschedule", "/cancel"])
def test_an_unknown_token_opens_nothing(client: Client, page: str, path: str) -> None:
    answer = client.get(f"/b/bk_unknown{path}")

    assert answer.status_code == 404
    assert b"Ada" not in answer.content


def test_a_link_in_the_making_is_asked_for_again(client: Client, on_zoom: str) -> None:
    answer = client.get(f"{on_zoom}/link", headers={"HX-Request": "true"})

    assert b"Your link is being made" in answer.content
    assert b'hx-trigger="every 1s"' in answer.content


def test_a_link_that_is_there_is_shown_and_not_asked_for_any_more(client: Client, on_zoom: str) -> None:
    give_link()

    answer = client.get(f"{on_zoom}/link", headers={"HX-Request": "true"})

    for text in (b"https://zoom.example/j/92674392836", b"926 7439 2836", b"k3j2Qx"):
        assert text in answer.content
    assert b"hx-trigger" not in answer.content


def test_without_script_the_button_leads_back_to_the_page(client: Client, on_zoom: str) -> None:
    assert client.get(f"{on_zoom}/link")["Location"] == f"{on_zoom}#join"


def test_the_calendar_links_carry_the_time_and_the_place(client: Client, on_zoom: str) -> None:
    give_link()

    text = client.get(on_zoom).content.decode()

    assert "dates=20261208T090000Z%2F20261208T093000Z" in text
    assert "location=https%3A%2F%2Fzoom.example%2Fj%2F92674392836" in text


def test_the_calendar_file_holds_the_booking(client: Client, booked: Book) -> None:
    event = Calendar.from_ical(client.get(f"{booked()}/invite.ics").content).walk("VEVENT")[0]

    assert event.decoded("dtstart") == datetime(2026, 12, 8, 9, tzinfo=UTC)


def test_moving_shows_the_old_time_crossed_out(client: Client, booked: Book) -> None:
    link = booked()

    text = client.get(f"{link}/reschedule?start={LATER}").content.decode().replace("\u2060", "")

    assert "Tuesday 8 December 2026, 04:00–04:30, America/New York (EST)</time></del>" in text
    assert "Wednesday 9 December 2026, 05:00–05:30" in text


def test_moving_moves_the_booking(client: Client, booked: Book) -> None:
    link = booked()

    answer = client.post(f"{link}/reschedule", {"start": LATER, "tz": "America/New_York", "generation": 1})

    assert (answer.status_code, answer["Location"]) == (303, link)
    assert Appointment.objects.get().start == datetime(2026, 12, 9, 10, tzinfo=UTC)


def test_a_time_taken_meanwhile_cannot_be_moved_to(client: Client, booked: Book) -> None:
    link = booked()
    booked(key="another-key-of-a-form", start=LATER)

    answer = client.post(f"{link}/reschedule", {"start": LATER, "tz": "America/New_York", "generation": 1})

    assert answer.status_code == 409
    assert answer.content.count(b'type="radio"') == 3


def test_a_page_from_before_another_change_changes_nothing(client: Client, booked: Book) -> None:
    link = booked()
    client.post(f"{link}/reschedule", {"start": LATER, "tz": "America/New_York", "generation": 1})

    answer = client.post(f"{link}/cancel", {"generation": 1})

    assert answer.status_code == 409
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_showing_the_cancel_page_cancels_nothing(client: Client, booked: Book) -> None:
    client.get(f"{booked()}/cancel")

    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_cancelling_cancels_with_its_reason(client: Client, booked: Book) -> None:
    link = booked()

    answer = client.post(f"{link}/cancel", {"generation": 1, "reason": "Ill"})

    assert answer.status_code == 303
    assert Booking.objects.get().state == BookingState.CANCELLED
    assert b"Ill" in client.get(link).content


def test_pressing_cancel_twice_is_like_pressing_it_once(client: Client, booked: Book) -> None:
    link = booked()
    answers = [client.post(f"{link}/cancel", {"generation": 1}) for _ in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(303, link)] * 2
    assert Booking.objects.get().generation == 2


def test_a_cancelled_booking_can_no_longer_be_changed(client: Client, booked: Book) -> None:
    link = booked()
    client.post(f"{link}/cancel", {"generation": 1})

    assert client.get(f"{link}/reschedule").status_code == 409
    assert b"/cancel" not in client.get(link).content


def test_a_booking_in_the_past_only_tells(client: Client, booked: Book, clock: time_machine.Traveller) -> None:
    link = booked()
    clock.move_to(datetime(2026, 12, 20, tzinfo=UTC))

    answer = client.get(link)

    assert b"in the past" in answer.content
    assert client.post(f"{link}/cancel", {"generation": 1}).status_code == 409


def test_only_the_pages_own_forms_are_taken(booked: Book) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(f"{booked()}/cancel", {"generation": 1})

    assert answer.status_code == 403
    assert Booking.objects.get().state == BookingState.CONFIRMED
