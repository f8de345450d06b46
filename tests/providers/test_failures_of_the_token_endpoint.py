"""What every row of the token endpoint's error table means, and to whom."""

from __future__ import annotations

import logging
from datetime import timedelta

import httpx
import pytest

from halfpast.providers.errors import AppMisconfigured, ReconnectNeeded, TryLater
from tests.providers.fake_zoom import app_answered_by
from tests.providers.recorded_errors import TOKEN_ROWS, TokenRow

BACK = "https://book.example/auth/zoom/video/callback"
ROWS = pytest.mark.parametrize("row", TOKEN_ROWS, ids=lambda row: row.name)


@ROWS
def test_a_failing_refresh_ends_the_grant_only_when_it_is_dead(row: TokenRow) -> None:
    with pytest.raises(row.refreshing) as caught:
        app_answered_by(lambda _: row.answer()).refresh("old")

    assert caught.type is row.refreshing
    assert row.told_at_refresh in caught.value.reason
    assert caught.value.reason.endswith(".")


@ROWS
def test_a_failing_exchange_says_who_must_act(row: TokenRow) -> None:
    with pytest.raises(row.exchanging) as caught:
        app_answered_by(lambda _: row.answer()).exchange("xYz123", BACK, "verifier")

    assert caught.type is row.exchanging
    assert "xYz123" not in caught.value.reason
    assert row.words in caught.value.reason or row.refreshing is ReconnectNeeded


def test_wrong_credentials_are_the_operators_and_cost_no_connection() -> None:
    with pytest.raises(AppMisconfigured, match=r"The operator must correct them\.$"):
        app_answered_by(lambda _: httpx.Response(401, json={"error": "invalid_client"})).refresh("old")


@pytest.mark.parametrize(
    ("header", "after"),
    [("7", timedelta(seconds=7)), ("2026-10-14T21:31:00Z", timedelta(minutes=1)), ("", None)],
)
def test_the_token_endpoint_may_say_when_to_come_back(header: str, after: timedelta | None) -> None:
    with pytest.raises(TryLater) as caught:
        app_answered_by(lambda _: httpx.Response(429, headers={"Retry-After": header})).refresh("old")

    assert caught.value.after == after


def test_a_failure_is_logged_by_its_number_and_without_tokens(caplog: pytest.LogCaptureFixture) -> None:
    body = {"errorCode": 4741, "errorMessage": "old-token"}

    with caplog.at_level(logging.WARNING), pytest.raises(Exception, match="Connect Zoom again"):
        app_answered_by(lambda _: httpx.Response(400, json=body)).refresh("old-token")

    assert "4741" in caplog.text
    assert "old-token" not in caplog.text
