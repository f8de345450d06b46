from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from halfpast.accounts.jobs import forget_ended_sessions
from halfpast.accounts.models import User
from halfpast.first_run.provisioning import add_user
from tests.accounts.members import NEW, PASSWORD, send_mails, sign_in

PAGE = "/accounts/sessions/"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


def is_in(client: Client) -> bool:
    return client.get("/app/account").status_code == 200


def on_the_phone() -> Client:
    client = Client(headers={"user-agent": PHONE}, REMOTE_ADDR="203.0.113.7")
    sign_in_with(client, PHONE)
    return client


def sign_in_with(client: Client, user_agent: str) -> None:
    client.post(
        "/accounts/login/", {"login": "ada@example.com", "password": PASSWORD}, headers={"user-agent": user_agent}
    )


def row_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_sessions_are_listed_with_browser_address_and_time(browser: Client) -> None:
    on_the_phone()
    page = browser.get(PAGE).content.decode()

    assert "Safari on iPhone" in page
    assert "203.0.113.7" in page
    assert page.count("This one") == 1
    assert "Europe/Berlin" in page


def test_one_session_is_ended_from_another(browser: Client) -> None:
    phone = on_the_phone()
    answer = browser.post(f"{PAGE}{row_of(phone).pk}/end")

    assert answer.status_code == 303
    assert (is_in(phone), is_in(browser)) == (False, True)
    assert "iPhone" not in browser.get(PAGE).content.decode()


def test_all_others_are_ended_at_once(browser: Client) -> None:
    others = [on_the_phone(), on_the_phone()]
    browser.post(f"{PAGE}end-others")
    assert ([is_in(other) for other in others], is_in(browser)) == ([False, False], True)


def test_ending_ones_own_signs_out(browser: Client) -> None:
    browser.get(PAGE)
    browser.post(f"{PAGE}{row_of(browser).pk}/end")
    assert not is_in(browser)


def test_nobody_ends_another_persons_session(browser: Client) -> None:
    add_user("eve@example.com", "Eve", "UTC", PASSWORD, False)
    eve = Client()
    sign_in(eve, login="eve@example.com")

    answer = eve.post(f"{PAGE}{row_of(browser).pk}/end")

    assert answer.status_code == 404
    assert is_in(browser)


@pytest.mark.parametrize("path", ["end-others", "1/end"])
def test_nothing_ends_by_a_get(browser: Client, path: str) -> None:
    assert browser.get(f"{PAGE}{path}").status_code == 405
    assert is_in(browser)


def test_a_session_from_before_is_listed_once_it_is_used(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.get("/app/account")
    assert UserSession.objects.filter(session_key=client.session.session_key).exists()


def test_use_is_noted_every_five_minutes_and_costs_nothing_between(browser: Client) -> None:
    browser.get("/app/account")
    seen = row_of(browser).last_seen_at
    with CaptureQueriesContext(connection) as queries:
        browser.get("/app/account")
    assert [
        query for query in queries if '"usersessions_usersession"' in query["sql"] and "COUNT" not in query["sql"]
    ] == []
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        browser.get("/app/account")
    assert row_of(browser).last_seen_at > seen + timedelta(minutes=5)


def test_a_page_for_guests_notes_nobody(client: Client, ada: User) -> None:
    client.get("/")
    client.get("/accounts/login/")
    assert not UserSession.objects.exists()


def test_a_new_password_ends_all_other_sessions_and_is_told_by_mail(browser: Client) -> None:
    phone = on_the_phone()
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    answer = browser.post("/accounts/password/change/", form)

    assert answer.headers["Location"] == "/app/account"
    assert (is_in(phone), is_in(browser)) == (False, True)
    assert browser.get(PAGE).content.decode().count("Since") == 1
    (notice,) = send_mails()
    assert notice.subject == "Your password was changed"
    assert "/accounts/password/reset/" in str(notice.body)


def test_ended_sessions_leave_the_list_for_good(browser: Client) -> None:
    key = row_of(on_the_phone()).session_key
    Session.objects.filter(session_key=key).delete()
    forget_ended_sessions(timestamp=0)
    assert not UserSession.objects.filter(session_key=key).exists()
    assert row_of(browser)
