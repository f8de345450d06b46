"""A guest chooses how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from halfpast.event_types.models import EventType
from tests.bookings.guest_pages.conftest import FORM, FREE


@pytest.fixture
def page(event_type: EventType) -> str:
    EventType.objects.filter(pk=event_type.pk).update(other_durations=[60, 120])
    return "/lovelace/intro"


def test_the_page_offers_every_length_and_marks_the_chosen_one(client: Client, page: str) -> None:
    text = client.get(f"{page}?length=60").content.decode()

    assert 'aria-current="true">1 hour</a>' in text
    assert 'href="/lovelace/intro" rel="nofollow">30 minutes</a>' in text
    assert 'href="/lovelace/intro?length=120" rel="nofollow">2 hours</a>' in text


def test_the_chosen_length_is_kept_in_every_way_on(client: Client, page: str) -> None:
    text = client.get(f"{page}?length=60&date=2026-12-08").content.decode()

    assert "date=2026-12-09&amp;length=60#times" in text
    assert "month=2027-01&amp;length=60" in text
    assert "date=2026-12-08&amp;length=60&amp;start=2026-12-08T09:00:00Z" in text
    assert '<input type="hidden" name="length" value="60" />' in text


def test_only_times_that_are_long_enough_are_offered(client: Client, page: str) -> None:
    half, two_hours = (client.get(f"{page}?length={n}&date=2026-12-08").content for n in ("30", "120"))

    assert b"start=2026-12-08T15:30:00Z" in half
    assert b"start=2026-12-08T15:30:00Z" not in two_hours
    assert b"start=2026-12-08T14:00:00Z" in two_hours


def test_the_form_names_the_length_and_carries_it(client: Client, page: str) -> None:
    text = client.get(f"{page}?length=60&start={FREE}").content.decode()

    assert "1 hour" in text
    assert '<input type="hidden" name="length" value="60" id="id_length">' in text


def test_what_is_booked_is_as_long_as_was_chosen(client: Client, page: str, event_type: EventType) -> None:
    answer = client.post(page, {**FORM, "start": FREE, "length": "60"})

    assert answer.status_code == 303
    assert event_type.appointments.get().duration == timedelta(hours=1)


def test_a_length_that_is_not_offered_is_said(client: Client, page: str) -> None:
    answer = client.get(f"{page}?length=45")

    assert b"That length is not offered. Times are shown for 30 minutes." in answer.content
    assert b"length=45" not in answer.content


def test_a_form_with_a_length_that_is_not_offered_any_more_books_nothing(
    client: Client, page: str, event_type: EventType
) -> None:
    answer = client.post(page, {**FORM, "start": FREE, "length": "45"})

    assert answer.status_code == 422
    assert b"That length is not offered" in answer.content
    assert not event_type.appointments.exists()


def test_a_type_of_one_length_offers_no_choice(client: Client, page: str, event_type: EventType) -> None:
    EventType.objects.filter(pk=event_type.pk).update(other_durations=[])

    assert b"length=" not in client.get(page).content
