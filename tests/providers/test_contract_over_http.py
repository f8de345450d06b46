"""The promises of every provider, kept by the Zoom adapter and the simulated Zoom over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from halfpast.providers.conferencing import ConferencingProvider
from halfpast.providers.oauth import new_pkce_verifier, pkce_challenge
from halfpast.providers.zoom import ZoomApp, ZoomConferencing
from halfpast.sandbox.servers import start_zoom
from halfpast.sandbox.zoom.state import RegisteredApp
from tests.providers.contract import PROMISES, Promise

BACK = "http://localhost:8000/auth/zoom/video/callback"


@pytest.fixture(scope="module")
def provider() -> Iterator[ConferencingProvider]:
    zoom = start_zoom(RegisteredApp("app", "app-secret", (BACK,)))
    app = ZoomApp("app", "app-secret", zoom.url, zoom.url)
    verifier = new_pkce_verifier()
    address = app.authorize_url(BACK, "a-state", pkce_challenge(verifier))
    answer = httpx.post(address, data={"choice": "allow", "email": "host@example.com"})
    grant = app.exchange(httpx.URL(answer.headers["Location"]).params["code"], BACK, verifier)
    yield ZoomConferencing(app, grant.access_token, grant.api_url)
    zoom.close()


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_is_kept(provider: ConferencingProvider, promise: Promise) -> None:
    promise(provider)
