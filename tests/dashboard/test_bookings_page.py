from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from halfpast.bookings import services
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting, Party
from tests.studio import Studio, make_studio


def book(studio: Studio, *, days: int = 1, hour: int = 8, **changes: object) -> Booking:
    request = studio.request(start=studio.a_start(days=days, hour=hour), **changes)
    return services.book(studio.event_type, request, timezone.now()).booking


def give_link(booking: Booking) -> Meeting:
    Appointment.objects.filter(pk=booking.appointment_id).update(link_state=LinkState.READY)
    return Meeting.objects.create(
        appointment=booking.appointment,
        provider="zoom",
        account_ref="ref",
        meeting_id=f"9267439{booking.pk:04}",
        join_url=f"https://zoom.example/j/{booking.pk}",
        passcode="sesame",
    )


def test_whoever_has_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    answer = client.get("/app/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_an_empty_page_shows_the_link_to_share(host: Client) -> None:
    page = host.get("/app/").content.decode()

    assert "Nothing is booked yet" in page
    assert 'data-copy="http://localhost:8000/studio"' in page


def test_upcoming_bookings_are_listed_in_the_hosts_zone(studio: Studio, host: Client) -> None:
    book(studio, hour=8)

    page = host.get("/app/").content.decode()

    assert "Grace Guest" in page
    assert "Europe/Berlin" in page
    assert "Link being made" in page


def test_a_ready_link_can_be_joined_from_the_list(studio: Studio, host: Client) -> None:
    meeting = give_link(book(studio))

    page = host.get("/app/").content.decode()

    assert "Link ready" in page
    assert f'href="{meeting.join_url}"' in page


def test_cancelled_and_past_bookings_have_tabs_of_their_own(studio: Studio, host: Client) -> None:
    cancelled, over = book(studio, name="Carl Cancelled"), book(studio, days=2, name="Petra Past")
    services.cancel(cancelled, by=Party.GUEST, now=timezone.now())
    long_ago = timezone.now() - timedelta(days=9)
    Appointment.objects.filter(pk=over.appointment_id).update(start=long_ago, end=long_ago + timedelta(minutes=30))

    pages = {tab: host.get(f"/app/?show={tab}").content.decode() for tab in ("upcoming", "past", "cancelled")}

    assert ["Carl" in page for page in pages.values()] == [False, False, True]
    assert ["Petra" in page for page in pages.values()] == [False, True, False]


def test_a_tab_or_page_that_does_not_exist_shows_what_comes(studio: Studio, host: Client) -> None:
    book(studio)

    assert "Grace Guest" in host.get("/app/?show=nonsense&page=-7").content.decode()


def test_bookings_of_another_workspace_are_not_listed(host: Client) -> None:
    elsewhere = make_studio("elsewhere")
    elsewhere.event_type.places.update(kind="in_person", address="Somewhere")
    book(elsewhere, name="Ophelia Other")

    assert "Ophelia" not in host.get("/app/").content.decode()


def test_a_type_that_nobody_hosts_is_pointed_out(studio: Studio, host: Client) -> None:
    studio.event_type.hosts.clear()

    page = host.get("/app/").content.decode()

    assert "“30 minute meeting” takes no bookings" in page
    assert "Nobody hosts" in page


@pytest.mark.parametrize("bookings", [1, 20])
def test_the_list_takes_as_many_queries_for_one_booking_as_for_twenty(
    studio: Studio, host: Client, bookings: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(bookings):
        booking = book_at(studio, number)
        if number % 2:
            give_link(booking)

    host.get("/app/")  # the session's own bookkeeping is done once

    with django_assert_max_num_queries(14):
        page = host.get("/app/").content.decode()

    assert page.count("Grace Guest") >= bookings


def book_at(studio: Studio, number: int) -> Booking:
    return book(studio, days=1 + number // 5, hour=9 + number % 5)


def test_pages_only_answer_the_methods_they_have(host: Client) -> None:
    assert host.post("/app/").status_code == 405
    assert host.delete("/app/event-types").status_code == 405
