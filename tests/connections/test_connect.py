from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.connections.models import Connection, ConnectionState, ConsentAttempt
from halfpast.connections.sealed_tokens import open_tokens
from halfpast.sandbox.servers import RunningZoom
from tests.browsers import CALLBACK, Browser, connection_of
from tests.studio import make_studio

pytestmark = pytest.mark.django_db
Open = Callable[[User], Browser]


def test_the_page_offers_to_connect_and_lets_the_form_lead_to_zoom(browser: Browser, settings: LazySettings) -> None:
    answer = browser.client.get("/app/integrations")
    assert "Connect Zoom" in answer.content.decode()
    assert f"form-action 'self' {settings.ZOOM_BASE_URL}" in answer.headers["Content-Security-Policy"]


def test_connecting_leads_to_zoom_without_a_scope_and_with_pkce(browser: Browser, zoom: RunningZoom) -> None:
    query = httpx.URL(browser.press_connect()).params
    assert query["redirect_uri"] == f"http://localhost:8000{CALLBACK}"
    assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
    assert "scope" not in query


def test_consent_at_zoom_leads_back_to_a_connected_card(browser: Browser, zoom: RunningZoom) -> None:
    answer = browser.connect()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/app/integrations")
    page = browser.page()
    assert "Connected" in page
    assert "dana@zoom.example" in page
    assert "Connect Zoom" not in page


def test_tokens_lie_sealed_in_the_database(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    connection = connection_of(browser.user)
    pair = open_tokens(connection)
    assert pair.access not in connection.sealed_tokens
    assert pair.refresh not in connection.sealed_tokens


def test_no_token_code_or_address_reaches_the_logs(
    browser: Browser, zoom: RunningZoom, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    back = browser.allow(browser.press_connect())
    caplog.set_level(logging.DEBUG)
    browser.client.get(back)
    pair, query = open_tokens(connection_of(browser.user)), httpx.URL(back).params
    browser.client.post("/connections/zoom/disconnect")
    output = capfd.readouterr()
    logged = caplog.text + output.out + output.err
    for secret in (pair.access, pair.refresh, query["code"], query["state"], "dana@zoom.example"):
        assert secret not in logged


def test_a_state_works_once(browser: Browser, zoom: RunningZoom) -> None:
    back = browser.allow(browser.press_connect())
    browser.client.get(back)
    again = browser.client.get(back)
    assert again.status_code == 400
    assert "used already" in again.content.decode()
    assert connection_of(browser.user).state == ConnectionState.CONNECTED


def test_a_state_expires_after_ten_minutes(browser: Browser, zoom: RunningZoom) -> None:
    back = browser.allow(browser.press_connect())
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=2), tick=False):
        answer = browser.client.get(back)
    assert answer.status_code == 400
    assert "longer than ten minutes" in answer.content.decode()
    assert not Connection.objects.exists()


def test_a_state_is_good_until_its_tenth_minute_ends(browser: Browser, zoom: RunningZoom) -> None:
    address = browser.press_connect()
    with time_machine.travel(timezone.now() + timedelta(minutes=9, seconds=50), tick=False):
        # The code is Zoom's and fresh; only our state has aged.
        assert browser.client.get(browser.allow(address)).status_code == 302
    assert Connection.objects.exists()


def test_another_persons_state_connects_nothing_and_stays_usable(
    browser: Browser, zoom: RunningZoom, browser_of: Open
) -> None:
    back = browser.allow(browser.press_connect())
    stranger = browser_of(make_studio("other").owner)
    answer = stranger.client.get(back)
    assert answer.status_code == 400
    assert "Somebody else began this sign-in" in answer.content.decode()
    assert not Connection.objects.exists()
    assert browser.client.get(back).status_code == 302


def test_the_same_person_in_another_browser_is_refused(browser: Browser, zoom: RunningZoom, browser_of: Open) -> None:
    back = browser.allow(browser.press_connect())
    answer = browser_of(browser.user).client.get(back)
    assert answer.status_code == 400
    assert "began in another browser" in answer.content.decode()
    assert not Connection.objects.exists()


def test_a_browser_that_is_not_signed_in_consumes_nothing(browser: Browser, zoom: RunningZoom) -> None:
    back = browser.allow(browser.press_connect())
    visitor = Client()
    answer = visitor.get(back)
    assert answer.headers["Location"] == "/accounts/login/?next=/app/integrations"
    assert "signed out while you were at Zoom" in visitor.get(answer.headers["Location"]).content.decode()
    assert browser.client.get(back).headers["Location"] == "/app/integrations"
    assert Connection.objects.exists()


def test_a_head_request_consumes_nothing(browser: Browser, zoom: RunningZoom) -> None:
    back = browser.allow(browser.press_connect())
    assert browser.client.head(back).status_code == 405
    assert browser.client.get(back).status_code == 302


@pytest.mark.parametrize(
    "spoil",
    [
        lambda state: state[:-1] + ("A" if state[-1] != "A" else "B"),
        lambda state: "x" + state,
        lambda state: state.split(".", maxsplit=1)[0],
        lambda state: "",
        lambda state: "..",
        lambda state: "\x00" * 3,
        lambda state: "a" * 4000,
        lambda state: "ü.ü.ü",
    ],
)
def test_a_forged_state_is_refused(browser: Browser, zoom: RunningZoom, spoil: Callable[[str], str]) -> None:
    back = httpx.URL(browser.allow(browser.press_connect())).params
    answer = browser.client.get(CALLBACK, {"code": back["code"], "state": spoil(back["state"])})
    assert answer.status_code == 400
    assert "Connect Zoom" in answer.content.decode()
    assert not Connection.objects.exists()
    assert ConsentAttempt.objects.exists()


def test_an_arrival_from_the_marketplace_is_asked_to_start_here(browser: Browser, zoom: RunningZoom) -> None:
    answer = browser.client.get(CALLBACK, {"code": "given-by-the-marketplace"})
    assert answer.status_code == 400
    assert "Start from here" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_real_zoom_may_send_the_form_on_to_its_other_hosts(browser: Browser, settings: LazySettings) -> None:
    settings.ZOOM_BASE_URL = "https://zoom.us"
    policy = browser.client.get("/app/integrations").headers["Content-Security-Policy"]
    assert "form-action 'self' https://zoom.us https://*.zoom.us" in policy


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/connections/zoom/connect"), ("post", CALLBACK), ("post", "/app/integrations")],
)
def test_wrong_methods_are_refused(browser: Browser, method: str, path: str) -> None:
    assert getattr(browser.client, method)(path).status_code == 405


@pytest.mark.parametrize("path", ["/app/integrations", "/connections/zoom/disconnect"])
def test_strangers_are_sent_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")


def test_a_form_of_another_site_cannot_connect_or_disconnect(browser: Browser) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(browser.user)
    for path in ("/connections/zoom/connect", "/connections/zoom/disconnect"):
        assert strict.post(path).status_code == 403
