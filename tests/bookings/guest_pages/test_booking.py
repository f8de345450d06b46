from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from halfpast.bookings.models import Booking
from halfpast.event_types.models import Call, EventType, Place, PlaceKind
from tests.bookings.guest_pages.conftest import FORM, FREE


def test_a_booking_answers_with_the_guests_own_page(client: Client, page: str) -> None:
    answer = client.post(page, {**FORM, "start": FREE})

    assert answer.status_code == 303
    assert answer["Location"].startswith("/b/")
    assert Booking.objects.get().time_zone == "America/New_York"


def test_the_same_form_sent_twice_books_once(client: Client, page: str) -> None:
    first, second = (client.post(page, {**FORM, "start": FREE}) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_a_lost_race_offers_the_nearest_times_and_keeps_what_was_typed(
    client: Client, page: str, booked: Callable[..., str]
) -> None:
    booked()

    answer = client.post(page, {**FORM, "name": "Someone else", "key": "another-key-of-a-form", "start": FREE})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "just taken" in text
    assert text.count('type="radio"') == 3
    assert 'value="Someone else"' in text
    assert "another-key-of-a-form" not in text


def test_one_of_the_nearest_times_can_be_booked_from_that_page(
    client: Client, page: str, booked: Callable[..., str]
) -> None:
    booked()

    answer = client.post(page, {**FORM, "key": "another-key-of-a-form", "start": "2026-12-08T08:30:00Z"})

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2026-12-04T09:00:00Z", "passed"),
        ("2026-12-07T09:00:00Z", "too soon"),
        ("2027-12-08T09:00:00Z", "too far"),
        ("2026-12-08T03:00:00Z", "outside"),
        ("2026-12-08T09:10:00Z", "No appointment starts"),
    ],
)
def test_a_time_that_is_not_offered_says_why(client: Client, page: str, start: str, words: str) -> None:
    answer = client.post(page, {**FORM, "start": start})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Grace Hopper"' in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Tell us your name"),
        ("name", "   ", "Tell us your name"),
        ("name", "x" * 201, "at most 200"),
        ("name", "a\x07b", "control characters"),
        ("name", "a\u202eb", "control characters"),
        ("email", "", "Tell us your e-mail"),
        ("email", "grace@", "valid email"),
        ("email", "a@b.example\r\nBcc: c@d.example", "valid email"),
        ("start", "tomorrow", "not a time we know"),
        ("start", "", "not a time we know"),
    ],
)
def test_a_field_that_is_wrong_is_named(client: Client, page: str, field: str, value: str, words: str) -> None:
    answer = client.post(page, {**FORM, "start": FREE, field: value})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Booking.objects.exists()


def test_what_was_typed_is_kept_beside_an_error(client: Client, page: str) -> None:
    answer = client.post(page, {**FORM, "start": FREE, "email": "grace@"})

    assert b'value="Grace Hopper"' in answer.content
    assert b'value="grace@"' in answer.content
    assert b'aria-invalid="true"' in answer.content


@pytest.mark.parametrize("name", ["x" * 200, "O'Brien", "李小龍", "Zoë 👩‍🚀", "Ólafur & Søn <b>"])
def test_a_name_is_kept_as_it_is_written(client: Client, page: str, name: str) -> None:
    client.post(page, {**FORM, "start": FREE, "name": f"  {name} "})

    assert Booking.objects.get().name == name


def test_a_zone_that_does_not_exist_is_refused(client: Client, page: str) -> None:
    answer = client.post(page, {**FORM, "start": FREE, "tz": "Mars/Olympus"})

    assert answer.status_code == 422
    assert not Booking.objects.exists()


def test_the_guest_chooses_among_several_places(client: Client, page: str, event_type: EventType) -> None:
    phone = Place.objects.create(event_type=event_type, position=1, kind=PlaceKind.PHONE, call=Call.HOST_CALLS)

    answer = client.post(page, {**FORM, "start": FREE, "place": phone.pk, "phone": "+49 30 1234567"})

    assert answer.status_code == 303
    assert Booking.objects.get().phone == "+49 30 1234567"


@pytest.mark.parametrize(("typed", "words"), [("", "number to call you on"), ("12", "country code")])
def test_a_place_where_the_host_calls_needs_a_number(
    client: Client, page: str, event_type: EventType, typed: str, words: str
) -> None:
    phone = Place.objects.create(event_type=event_type, position=1, kind=PlaceKind.PHONE, call=Call.HOST_CALLS)

    answer = client.post(page, {**FORM, "start": FREE, "place": phone.pk, "phone": typed})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_key_used_for_another_booking_is_explained(client: Client, page: str, booked: Callable[..., str]) -> None:
    booked()

    answer = client.post(page, {**FORM, "start": FREE, "name": "Someone else"})

    assert answer.status_code == 409
    assert b"You sent this form before" in answer.content


def test_a_type_switched_off_meanwhile_books_nothing(client: Client, page: str, event_type: EventType) -> None:
    EventType.objects.filter(pk=event_type.pk).update(is_active=False)

    answer = client.post(page, {**FORM, "start": FREE})

    assert answer.status_code == 422
    assert not Booking.objects.exists()
