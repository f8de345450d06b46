from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.bookings import services
from tests.accounts.members import turn_on
from tests.studio import Studio, connect

GOOD = {"name": "Ada Lovelace", "time_zone": "Asia/Tokyo", "locale": "en"}


def test_the_page_says_who_one_is(browser: Client) -> None:
    page = browser.get("/app/account").content.decode()

    assert 'value="Ada"' in page
    assert '<option value="Europe/Berlin" selected>' in page
    assert "ada@example.com" in page
    assert 'href="/app/account" class="nav-link min-w-target" aria-current="page"' in page


def test_only_who_has_signed_in_sees_it(client: Client, db: None) -> None:
    assert client.get("/app/account").headers["Location"] == "/accounts/login/?next=/app/account"


def test_name_zone_and_language_are_saved(browser: Client, ada: User) -> None:
    answer = browser.post("/app/account", GOOD)

    ada.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app/account")
    assert (ada.name, ada.time_zone, ada.locale) == ("Ada Lovelace", "Asia/Tokyo", "en")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "  ", "Write your name."),
        ("name", "x" * 201, "Use at most 200 characters."),
        ("name", "A\u202eda", "invisible control characters"),
        ("time_zone", "Mars/Olympus", "“Mars/Olympus” is not a time zone."),
        ("time_zone", "", "This field is required."),
        ("locale", "tlh", "“tlh” is not offered here."),
    ],
)
def test_bad_input_is_named_and_the_rest_is_kept(
    browser: Client, ada: User, field: str, typed: str, words: str
) -> None:
    answer = browser.post("/app/account", {**GOOD, field: typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert field == "name" or 'value="Ada Lovelace"' in page
    assert field == "time_zone" or '<option value="Asia/Tokyo" selected>' in page
    ada.refresh_from_db()
    assert (ada.name, ada.time_zone) == ("Ada", "Europe/Berlin")


def test_nobody_makes_themselves_an_operator(browser: Client, ada: User) -> None:
    User.objects.update(is_operator=False)
    browser.post("/app/account", {**GOOD, "is_operator": "on", "email": "other@example.com"})

    ada.refresh_from_db()
    assert (ada.is_operator, ada.email) == (False, "ada@example.com")


def test_a_new_zone_touches_later_bookings_only(host: Client, studio: Studio) -> None:
    connect(studio.owner)
    before = services.book(studio.event_type, studio.request(), timezone.now()).booking
    host.post("/app/account", GOOD)
    studio.event_type.refresh_from_db()

    start = studio.a_start(days=2)
    after = services.book(studio.event_type, studio.request(start=start), timezone.now()).booking

    before.appointment.refresh_from_db()
    assert (before.appointment.time_zone, after.appointment.time_zone) == ("Europe/Berlin", "Asia/Tokyo")


def test_the_page_says_how_one_signs_in(browser: Client) -> None:
    assert "Your password alone signs you in." in browser.get("/app/account").content.decode()
    turn_on(browser)
    page = browser.get("/app/account").content.decode()
    assert "Authenticator app." in page
    assert "Signed in on 1 browser." in page
