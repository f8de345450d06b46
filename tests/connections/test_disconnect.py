from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.conf import LazySettings
from django.utils import timezone

from halfpast.connections.models import Connection
from halfpast.connections.sealed_tokens import open_tokens
from halfpast.sandbox.servers import RunningZoom
from tests.connections.conftest import Browser, connection_of

pytestmark = pytest.mark.django_db
DISCONNECT = "/connections/zoom/disconnect"


def calls_to_revoke(zoom: RunningZoom) -> list[int]:
    calls = httpx.get(f"{zoom.url}/_sandbox/ledger", params={"path": "/oauth/revoke"}).json()["ledger"]
    return [call["status"] for call in calls]


def test_the_page_says_what_it_touches_and_does_nothing(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    page = browser.client.get(DISCONNECT).content.decode()
    assert "1 event type of yours uses Zoom" in page
    assert Connection.objects.exists()


def test_disconnecting_wipes_the_row_and_revokes_at_zoom(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    token = open_tokens(connection_of(browser.user)).access
    answer = browser.client.post(DISCONNECT, follow=True)
    assert "Zoom is disconnected" in answer.content.decode()
    assert not Connection.objects.exists()
    assert calls_to_revoke(zoom) == [200]
    me = httpx.get(f"{zoom.url}/v2/users/me", headers={"Authorization": f"Bearer {token}"})
    assert me.status_code == 401


def test_an_expired_token_is_refreshed_to_be_revoked(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    zoom.state.change_settings({"clock_offset_seconds": 7200})
    browser.client.post(DISCONNECT)
    assert 200 in calls_to_revoke(zoom)


def test_zoom_being_down_does_not_keep_the_tokens(browser: Browser, zoom: RunningZoom, settings: LazySettings) -> None:
    browser.connect()
    settings.ZOOM_BASE_URL = "http://127.0.0.1:9"
    assert browser.client.post(DISCONNECT).status_code == 302
    assert not Connection.objects.exists()


def test_disconnecting_twice_is_harmless(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    browser.client.post(DISCONNECT)
    assert browser.client.post(DISCONNECT).headers["Location"] == "/app/integrations"


def test_the_same_account_can_be_connected_again(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    browser.client.post(DISCONNECT)
    browser.connect()
    assert "dana@zoom.example" in browser.page()


def test_tokens_sealed_with_a_lost_key_can_still_be_disconnected(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    Connection.objects.update(sealed_tokens="gone.AAAA", access_token_expires_at=timezone.now() + timedelta(hours=1))
    browser.client.post(DISCONNECT)
    assert not Connection.objects.exists()
