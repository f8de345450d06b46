"""The promises of every provider, kept by the Zoom adapter and the simulated Zoom over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from halfpast.providers.conferencing import ConferencingProvider, MeetingOptions, Passcode
from halfpast.providers.oauth import new_pkce_verifier, pkce_challenge
from halfpast.providers.zoom import ZoomApp, ZoomConferencing
from halfpast.sandbox.servers import start_zoom
from halfpast.sandbox.zoom.state import RegisteredApp
from tests.providers.contract import PROMISES, STRICT_PROMISES, Promise, request_in

BACK = "http://localhost:8000/auth/zoom/video/callback"


@contextmanager
def an_account(**settings: object) -> Iterator[ConferencingProvider]:
    zoom = start_zoom(RegisteredApp("app", "app-secret", (BACK,)))
    try:
        httpx.post(f"{zoom.url}/_sandbox/settings", json=settings).raise_for_status()
        app = ZoomApp("app", "app-secret", zoom.url, zoom.url)
        verifier = new_pkce_verifier()
        address = app.authorize_url(BACK, "a-state", pkce_challenge(verifier))
        answer = httpx.post(address, data={"choice": "allow", "email": "host@example.com"})
        grant = app.exchange(httpx.URL(answer.headers["Location"]).params["code"], BACK, verifier)
        yield ZoomConferencing(app, grant.access_token, grant.api_url)
    finally:
        zoom.close()


@pytest.fixture(scope="module")
def provider() -> Iterator[ConferencingProvider]:
    with an_account() as provider:
        yield provider


@pytest.fixture(scope="module", params=["drop", "refuse"])
def strict(request: pytest.FixtureRequest) -> Iterator[ConferencingProvider]:
    """An account that ignores what it forbids, and one that refuses it by name."""
    policies = {"locked": "waiting_room=true", "passcode_required": True, "policy_answer": request.param}
    with an_account(**policies) as provider:
        yield provider


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_is_kept(provider: ConferencingProvider, promise: Promise) -> None:
    promise(provider)


@pytest.mark.parametrize("promise", STRICT_PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_is_kept_on_a_strict_account(strict: ConferencingProvider, promise: Promise) -> None:
    promise(strict)


def test_a_zone_that_this_zoom_does_not_know_costs_no_meeting(provider: ConferencingProvider) -> None:
    request = replace(request_in(), time_zone="Mars/Olympus_Mons")

    meeting = provider.make(request)

    assert meeting.start == request.start
    assert provider.move(meeting.meeting_id, replace(request, duration_minutes=50)) is not None


def test_passcodes_meet_an_account_that_takes_digits_of_full_length_only() -> None:
    wanted = MeetingOptions(passcode=Passcode.ALWAYS)
    with an_account(passcode_numeric=True, passcode_min_length=10, policy_answer="refuse") as provider:
        meeting = provider.make(replace(request_in(), options=wanted))

    assert len(meeting.passcode) == 10
