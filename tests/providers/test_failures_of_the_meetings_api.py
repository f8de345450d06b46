"""One case for each row of Zoom's error tables."""

from __future__ import annotations

import logging
from datetime import timedelta

import httpx
import pytest

from halfpast.providers.errors import (
    MeetingGone,
    OutcomeUnknown,
    ProviderError,
    ReconnectNeeded,
    Refused,
    TokenRejected,
    TryLater,
)
from tests.providers.fake_zoom import REQUEST, zoom_always_answering, zoom_error

SCOPES = "Invalid access token, does not contain scopes:[meeting:update:meeting:admin, meeting:update:meeting]."
PER_SECOND = "You have reached the maximum per-second rate limit for this API. Try again later."
DAILY = "You have reached the maximum daily rate limit for this API. Refer to the response header for details."
CREATE_UPDATE = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00."
)
OLD_DAILY = "A maximum of 100 meetings can be created/updated for a single user in one day."
BAD_FIELD = [{"field": "settings.jbh_time", "message": "Invalid parameter: jbh_time."}]

ROWS = [
    (zoom_error(401, 124, "Access token is expired."), TokenRejected),
    (zoom_error(401, 124, "Invalid access token."), TokenRejected),
    (
        zoom_error(401, 124, "Invalid access token, this access token is not supported as query parameter string."),
        TokenRejected,
    ),
    (zoom_error(400, 124, "Access token is expired."), TokenRejected),
    (httpx.Response(401, text="<error/>"), TokenRejected),
    (zoom_error(401, 4700, "Invalid Access Token: garbage"), TokenRejected),
    (zoom_error(400, 4711, SCOPES), Refused),
    (zoom_error(401, 4711, SCOPES), Refused),
    (zoom_error(400, 4700, "Invalid access token, does not contain scopes."), Refused),
    (zoom_error(401, 4700, "Invalid access token, does not contain scopes."), Refused),
    (zoom_error(400, 200, "Only available for paid account: abc."), Refused),
    (zoom_error(200, 200, "Webinar plan is missing."), Refused),
    (zoom_error(400, 300, "Validation Failed.", errors=BAD_FIELD), Refused),
    (zoom_error(400, 300, "Request Body should be a valid JSON object."), Refused),
    (zoom_error(404, 1001, "User does not exist: me."), ReconnectNeeded),
    (zoom_error(400, 1010, "User not found on this account: abc"), ReconnectNeeded),
    (zoom_error(404, 3001, "Meeting does not exist: 1."), MeetingGone),
    (zoom_error(400, 3000, "Cannot access webinar info."), Refused),
    (zoom_error(400, 3002, "Meeting is in progress."), TryLater),
    (zoom_error(400, 3003, "You are not the meeting host."), Refused),
    (zoom_error(400, 3018, "Not allowed to delete PMI."), Refused),
    (zoom_error(400, 3037, "Not allowed to delete PAC."), Refused),
    (zoom_error(400, 3161, "Your user account is not allowed meeting hosting and scheduling capabilities."), Refused),
    (zoom_error(403, 2306, "Not allowed to view these meetings."), Refused),
    (zoom_error(400, 9999, "Something new."), Refused),
    (zoom_error(429, 429, PER_SECOND), TryLater),
    (zoom_error(429, 4001, PER_SECOND), TryLater),
    (zoom_error(429, 429, DAILY), TryLater),
    (zoom_error(429, 429, CREATE_UPDATE), TryLater),
    (zoom_error(429, 429, "Too many concurrent requests."), TryLater),
    (httpx.Response(429, text="slow down"), TryLater),
    (httpx.Response(300, json={"message": OLD_DAILY}), TryLater),
    (httpx.Response(302, headers={"Location": "https://api-eu.zoom.us/v2"}), TryLater),
]

UNCLEAR = [
    zoom_error(500, 500, "Internal error"),
    httpx.Response(500),
    httpx.Response(503, text="<html>"),
    httpx.Response(403, text="<html>"),
    httpx.Response(408, json={"message": "timeout"}),
    httpx.Response(200, text="<html>"),
]


@pytest.mark.parametrize(("answer", "meaning"), ROWS)
def test_a_failure_means_the_same_for_a_read_and_for_a_create(
    answer: httpx.Response, meaning: type[ProviderError]
) -> None:
    zoom = zoom_always_answering(answer)

    for call in (lambda: zoom.make(REQUEST), lambda: zoom.find(REQUEST.marker, REQUEST.start)):
        with pytest.raises(meaning) as caught:
            call()
        assert caught.type is meaning
        assert caught.value.reason.endswith(".")


@pytest.mark.parametrize("answer", UNCLEAR)
def test_an_unclear_answer_leaves_a_create_unknown_and_everything_else_for_later(answer: httpx.Response) -> None:
    zoom = zoom_always_answering(answer)

    with pytest.raises(OutcomeUnknown):
        zoom.make(REQUEST)
    for call in (
        lambda: zoom.move("1", REQUEST),
        lambda: zoom.cancel("1"),
        lambda: zoom.find(REQUEST.marker, REQUEST.start),
    ):
        with pytest.raises(TryLater):
            call()


def test_missing_scopes_are_named_without_their_admin_forms() -> None:
    with pytest.raises(Refused) as caught:
        zoom_always_answering(zoom_error(400, 4711, SCOPES)).move("1", REQUEST)

    assert "the scope meeting:update:meeting." in caught.value.reason
    assert ":admin" not in caught.value.reason
    assert caught.value.code == "4711"


def test_a_refusal_names_the_field_and_repeats_nothing_zoom_wrote() -> None:
    answer = zoom_error(400, 300, "No: ada@example.com", errors=[*BAD_FIELD, {"field": "ada@example.com"}, None])

    with pytest.raises(Refused) as caught:
        zoom_always_answering(answer).make(REQUEST)

    assert caught.value.reason == "Zoom did not accept the meeting's details (settings.jbh_time)."


@pytest.mark.parametrize(
    ("answer", "headers", "after"),
    [
        (zoom_error(429, 429, CREATE_UPDATE), {}, timedelta(hours=2, minutes=30, seconds=30)),
        (httpx.Response(300, json={"message": OLD_DAILY}), {}, timedelta(hours=2, minutes=30, seconds=30)),
        (zoom_error(429, 429, DAILY), {}, timedelta(hours=1)),
        (zoom_error(429, 429, DAILY), {"Retry-After": "2026-10-15T00:00:00Z"}, timedelta(hours=2, minutes=30)),
        (httpx.Response(429), {"X-RateLimit-Type": "Daily-limit"}, timedelta(hours=1)),
        (zoom_error(429, 429, PER_SECOND), {}, None),
        (zoom_error(429, 429, PER_SECOND), {"Retry-After": "7"}, timedelta(seconds=7)),
        (httpx.Response(503), {"Retry-After": "7"}, timedelta(seconds=7)),
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
