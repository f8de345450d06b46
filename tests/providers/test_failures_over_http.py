"""The same rows over real HTTP: the simulated Zoom answers with each, and says what was recorded."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from halfpast.providers.oauth import new_pkce_verifier, pkce_challenge
from halfpast.providers.zoom import ZoomApp, ZoomConferencing
from halfpast.sandbox.servers import RunningZoom, start_zoom
from halfpast.sandbox.zoom.errors import ERRORS
from halfpast.sandbox.zoom.faults import add_fault, clear_faults
from halfpast.sandbox.zoom.state import RegisteredApp
from tests.providers.fake_zoom import REQUEST
from tests.providers.recorded_errors import API_ROWS, MEETING, TOKEN_ROWS, Body, Row, TokenRow

BACK = "http://localhost:8000/auth/zoom/video/callback"


@pytest.fixture(scope="module")
def vendor() -> Iterator[RunningZoom]:
    running = start_zoom(RegisteredApp("app", "app-secret", (BACK,)))
    yield running
    running.close()


@pytest.fixture(scope="module")
def app(vendor: RunningZoom) -> ZoomApp:
    return ZoomApp("app", "app-secret", vendor.url, vendor.url)


@pytest.fixture(scope="module")
def room(app: ZoomApp) -> ZoomConferencing:
    verifier = new_pkce_verifier()
    address = app.authorize_url(BACK, "a-state", pkce_challenge(verifier))
    answer = httpx.post(address, data={"choice": "allow", "email": "host@example.com"})
    grant = app.exchange(httpx.URL(answer.headers["Location"]).params["code"], BACK, verifier)
    return ZoomConferencing(app, grant.access_token, grant.api_url)


def will_fail(vendor: RunningZoom, name: str, path: str, times: int = 1) -> None:
    clear_faults(vendor.state)
    add_fault(vendor.state, {"match": {"path": path}, "fault": {"kind": "error", "name": name}, "times": times})


def test_every_error_of_the_simulated_zoom_has_a_recorded_row() -> None:
    assert sorted(row.name for row in (*API_ROWS, *TOKEN_ROWS)) == sorted(ERRORS)


@pytest.mark.parametrize("row", API_ROWS, ids=lambda row: row.name)
def test_a_row_means_the_same_over_http(vendor: RunningZoom, room: ZoomConferencing, row: Row) -> None:
    will_fail(vendor, row.name, "/v2/", times=2)

    with pytest.raises(row.at_create):
        room.make(REQUEST)
    with pytest.raises(row.meaning) as caught:
        room.find(REQUEST.marker, REQUEST.start)

    assert caught.type is row.meaning
    assert row.words in caught.value.reason


@pytest.mark.parametrize("row", TOKEN_ROWS, ids=lambda row: row.name)
def test_a_row_of_the_token_endpoint_means_the_same_over_http(vendor: RunningZoom, app: ZoomApp, row: TokenRow) -> None:
    will_fail(vendor, row.name, "/oauth/token")

    with pytest.raises(row.refreshing) as caught:
        app.refresh("a-refresh-token")

    assert caught.type is row.refreshing
    assert row.told_at_refresh in caught.value.reason


@pytest.mark.parametrize("row", [*API_ROWS, *TOKEN_ROWS], ids=lambda row: row.name)
def test_the_simulated_zoom_says_what_was_recorded(vendor: RunningZoom, row: Row | TokenRow) -> None:
    will_fail(vendor, row.name, "/v2/")

    answer = httpx.get(f"{vendor.url}/v2/meetings/{MEETING}", verify=False)

    assert (answer.status_code, said(answer, row.body)) == (row.status, row.body)


def said(answer: httpx.Response, like: Body) -> object:
    return answer.text if isinstance(like, str) else answer.json()
