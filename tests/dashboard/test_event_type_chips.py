"""What the list of event types tells of each at a glance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.models import Appointment, Meeting
from halfpast.connections.models import Connection, ConnectionState
from halfpast.event_types.models import EventType, OnUnavailable, Place, PlaceKind
from tests.studio import Studio


def page_of(host: Client) -> str:
    return host.get("/app/event-types").content.decode()


def change(studio: Studio, **facts: object) -> None:
    EventType.objects.filter(pk=studio.event_type.pk).update(**facts)


def die() -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)


def second_place(studio: Studio) -> None:
    Place.objects.create(event_type=studio.event_type, position=1, kind=PlaceKind.IN_PERSON, address="Main Street 1")


def meeting_without(studio: Studio, *options: str, days: int = 1) -> Meeting:
    request = studio.request(start=studio.a_start(days=days))
    appointment = services.book(studio.event_type, request, timezone.now()).booking.appointment
    return Meeting.objects.create(
        appointment=appointment, provider="zoom", account_ref="ref", meeting_id=f"{days}", not_applied=list(options)
    )


def test_a_dead_zoom_without_another_place_is_not_bookable_and_says_why(studio: Studio, host: Client) -> None:
    die()

    page = page_of(host)

    assert '<span class="chip chip-bad">Not bookable</span>' in page
    assert "The host has to connect Zoom again" in page


def test_a_dead_zoom_with_another_place_uses_the_next_one(studio: Studio, host: Client) -> None:
    second_place(studio)
    die()

    page = page_of(host)

    assert '<span class="chip chip-good">Bookable</span>' in page
    assert '<span class="chip chip-wait">Uses the next place</span>' in page


def test_a_host_who_would_rather_refuse_uses_no_next_place(studio: Studio, host: Client) -> None:
    second_place(studio)
    change(studio, on_unavailable=OnUnavailable.REFUSE)
    die()

    page = page_of(host)

    assert "Not bookable" in page
    assert "Uses the next place" not in page


def test_a_type_that_is_booked_without_a_link_says_so(studio: Studio, host: Client) -> None:
    change(studio, on_unavailable=OnUnavailable.BOOK_WITHOUT_LINK)
    die()

    assert "Booked without a link" in page_of(host)


@pytest.mark.parametrize(("plan", "minutes", "warns"), [(1, 45, True), (1, 40, False), (2, 45, False), (0, 45, False)])
def test_a_free_account_warns_of_types_longer_than_forty_minutes(
    studio: Studio, host: Client, plan: int, minutes: int, warns: bool
) -> None:
    Connection.objects.update(plan_type=plan)
    change(studio, duration_minutes=minutes)

    assert ("Meetings end after 40 minutes" in page_of(host)) is warns


def test_a_long_type_without_zoom_is_not_cut_short(studio: Studio, host: Client) -> None:
    Connection.objects.update(plan_type=1)
    change(studio, duration_minutes=45)
    studio.event_type.places.update(kind=PlaceKind.IN_PERSON, address="Main Street 1")

    assert "Meetings end" not in page_of(host)


def test_what_zoom_did_not_apply_to_the_latest_meeting_is_named(studio: Studio, host: Client) -> None:
    change(studio, waiting_room=True, mute_upon_entry=True)
    meeting_without(studio, "mute_upon_entry")
    meeting_without(studio, "waiting_room", days=2)

    page = page_of(host)

    assert "Zoom did not apply: waiting room" in page
    assert "muted on entry" not in page


def test_a_latest_meeting_with_everything_leaves_no_chip(studio: Studio, host: Client) -> None:
    change(studio, waiting_room=True)
    meeting_without(studio, "waiting_room")
    meeting_without(studio, days=2)

    assert "did not apply" not in page_of(host)


def test_an_option_that_was_given_up_since_is_not_named(studio: Studio, host: Client) -> None:
    meeting_without(studio, "waiting_room")

    assert "did not apply" not in page_of(host)


def test_meetings_of_long_ago_do_not_speak(studio: Studio, host: Client) -> None:
    change(studio, waiting_room=True)
    meeting_without(studio, "waiting_room")
    long_ago = timezone.now() - timedelta(days=40)
    Appointment.objects.update(start=long_ago, end=long_ago + timedelta(minutes=30))

    assert "did not apply" not in page_of(host)


def test_a_type_that_is_switched_off_has_one_chip(studio: Studio, host: Client) -> None:
    change(studio, is_active=False)
    die()

    page = page_of(host)

    assert "Switched off" in page
    assert "Not bookable" not in page
