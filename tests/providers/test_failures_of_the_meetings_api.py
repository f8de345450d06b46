"""What every row of Zoom's error table for meetings means to a host."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from halfpast.providers.errors import Refused, ScopeMissing, TokenRejected, TryLater
from halfpast.providers.zoom import ZoomConferencing
from tests.providers.fake_zoom import REQUEST, meeting_body, zoom_always_answering, zoom_error
from tests.providers.recorded_errors import API_ROWS, DAILY_CAP, JBH_TIME, OLD_DAILY_CAP, PER_DAY, PER_SECOND, Row

ROWS = pytest.mark.parametrize("row", API_ROWS, ids=lambda row: row.name)

# Calls that may be repeated; a missing scope and a gone meeting mean something of their own to some of them.
REPEATED: tuple[Callable[[ZoomConferencing], object], ...] = (
    lambda zoom: zoom.find(REQUEST.marker, REQUEST.start),
    lambda zoom: zoom.app.profile("access", ""),
)


@ROWS
@pytest.mark.parametrize("call", REPEATED, ids=["find", "profile"])
def test_a_row_says_what_happened_and_what_to_do(row: Row, call: Callable[[ZoomConferencing], object]) -> None:
    with pytest.raises(row.meaning) as caught:
        call(zoom_always_answering(row.answer()))

    assert caught.type is row.meaning
    assert row.words in caught.value.reason
    assert caught.value.reason.endswith(".")


@ROWS
def test_a_create_is_known_not_to_be_applied_only_after_a_verdict(row: Row) -> None:
    with pytest.raises(row.at_create) as caught:
        zoom_always_answering(row.answer()).make(REQUEST)

    assert caught.type is row.at_create
    assert "no longer exists" not in caught.value.reason


@ROWS
def test_nothing_that_zoom_wrote_reaches_the_host(row: Row) -> None:
    with pytest.raises(row.meaning) as caught:
        zoom_always_answering(row.answer()).find(REQUEST.marker, REQUEST.start)

    written = row.answer().text
    assert not re.search(r"[<>{}@]|\bhttps?:", caught.value.reason)
    assert "92674392836" not in caught.value.reason
    assert caught.value.reason not in written


CHANGES: tuple[Callable[[ZoomConferencing], object], ...] = (
    lambda zoom: zoom.move("1", REQUEST),
    lambda zoom: zoom.cancel("1"),
)
UNCLEAR = [row for row in API_ROWS if not row.is_verdict and row.status >= 400]


@pytest.mark.parametrize("row", UNCLEAR, ids=lambda row: row.name)
@pytest.mark.parametrize("change", CHANGES, ids=["move", "cancel"])
def test_a_change_and_a_delete_without_a_verdict_are_tried_again(
    row: Row, change: Callable[[ZoomConferencing], object]
) -> None:
    with pytest.raises(TryLater):
        change(zoom_always_answering(row.answer()))


def test_a_401_without_a_body_fetches_a_fresh_token() -> None:
    with pytest.raises(TokenRejected):
        zoom_always_answering(httpx.Response(401, text="<error/>")).cancel("1")


def test_a_redirect_is_not_followed_and_was_not_applied() -> None:
    zoom = zoom_always_answering(httpx.Response(302, headers={"Location": "https://api-eu.zoom.us/v2"}))

    with pytest.raises(TryLater):
        zoom.make(REQUEST)


def test_a_zero_for_a_code_is_a_success() -> None:
    zoom = zoom_always_answering(httpx.Response(201, json={**meeting_body(), "code": 0}))

    assert zoom.make(REQUEST).meeting_id == "92674392836"


def test_missing_scopes_are_named_without_their_admin_forms() -> None:
    message = (
        "Invalid access token, does not contain scopes:[meeting:update:meeting, meeting:read:meeting:admin, "
        "meeting:read:meeting, meeting:update:meeting:admin]."
    )

    with pytest.raises(ScopeMissing) as caught:
        zoom_always_answering(zoom_error(400, 4711, message)).cancel("1")

    assert "meeting:read:meeting, meeting:update:meeting." in caught.value.reason
    assert ":admin" not in caught.value.reason
    assert caught.value.code == "4711"
    assert caught.value.scopes == ("meeting:read:meeting", "meeting:update:meeting")


def test_a_meeting_that_has_ended_needs_no_deleting() -> None:
    ended = zoom_error(400, 3007, "Sorry, you cannot delete this meeting since it has ended.")

    zoom_always_answering(ended).cancel("1")
    with pytest.raises(Refused, match="already ended"):
        zoom_always_answering(ended).find(REQUEST.marker, REQUEST.start)


def test_a_refusal_names_the_fields_in_words_and_repeats_nothing_zoom_wrote() -> None:
    errors = [*JBH_TIME, {"field": "ada@example.com"}, None, {"field": "password"}, {"field": "settings.watermark"}]

    with pytest.raises(Refused) as caught:
        zoom_always_answering(zoom_error(400, 300, "No: ada@example.com", errors=errors)).cancel("1")

    assert "meeting's joining before the host, passcode, settings.watermark." in caught.value.reason
    assert "ada@" not in caught.value.reason


TO_MIDNIGHT = timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("answer", "headers", "after"),
    [
        (zoom_error(429, 429, DAILY_CAP), {}, TO_MIDNIGHT + timedelta(seconds=30)),
        (zoom_error(429, 429, DAILY_CAP), {"Retry-After": "5"}, TO_MIDNIGHT + timedelta(seconds=30)),
        (httpx.Response(300, json={"message": OLD_DAILY_CAP}), {}, TO_MIDNIGHT + timedelta(seconds=30)),
        (zoom_error(429, 429, PER_DAY), {}, timedelta(hours=1)),
        (zoom_error(429, 429, PER_DAY), {"Retry-After": "2026-10-15T00:00:00Z"}, TO_MIDNIGHT),
        (zoom_error(429, 429, PER_DAY), {"Retry-After": "Thu, 15 Oct 2026 00:00:00 GMT"}, TO_MIDNIGHT),
        (zoom_error(429, 429, PER_DAY), {"Retry-After": "9000"}, TO_MIDNIGHT),
        (zoom_error(429, 429, PER_DAY), {"Retry-After": "2099-01-01T00:00:00Z"}, timedelta(hours=24)),
        (zoom_error(429, 429, PER_DAY), {"Retry-After": "soon"}, timedelta(hours=1)),
        (httpx.Response(429), {"X-RateLimit-Type": "Daily-limit"}, timedelta(hours=1)),
        (zoom_error(429, 429, PER_SECOND), {}, None),
        (zoom_error(429, 429, PER_SECOND), {"Retry-After": "7"}, timedelta(seconds=7)),
        (zoom_error(400, 3002, "It's in progress."), {}, timedelta(minutes=10)),
        (httpx.Response(503), {"Retry-After": "7"}, timedelta(seconds=7)),
        (httpx.Response(503), {}, None),
    ],
)
def test_the_wait_comes_from_the_limit_that_was_hit(
    answer: httpx.Response, headers: dict[str, str], after: timedelta | None
) -> None:
    limited = httpx.Response(answer.status_code, headers=headers, content=answer.content)

    with pytest.raises(TryLater) as caught:
        zoom_always_answering(limited).cancel("1")

    assert caught.value.after == after


def test_a_failure_is_logged_with_the_tracking_id_and_without_token_or_body(caplog: pytest.LogCaptureFixture) -> None:
    answer = httpx.Response(
        400, headers={"x-zm-trackingid": "v=2.0;clid=us06;rid=WEB_1"}, json={"code": 3000, "message": "ada@example.com"}
    )

    with caplog.at_level(logging.WARNING), pytest.raises(Refused):
        zoom_always_answering(answer).make(REQUEST)

    assert "v=2.0;clid=us06;rid=WEB_1" in caplog.text
    assert "the-token" not in caplog.text
    assert "ada@example.com" not in caplog.text
