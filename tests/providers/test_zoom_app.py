from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from halfpast.providers.errors import (
    AppMisconfigured,
    ProviderError,
    ReconnectNeeded,
    Refused,
    TokenRejected,
    TryLater,
)
from halfpast.providers.zoom import ZoomApp, ZoomProfile, missing_scopes
from tests.providers.fake_zoom import app_answered_by, zoom_error

BACK = "https://book.example/auth/zoom/video/callback"
GRANT: dict[str, Any] = {
    "access_token": "access",
    "token_type": "bearer",
    "refresh_token": "refresh",
    "expires_in": 3599,
    "scope": "meeting:write:meeting user:read:user",
    "api_url": "https://api-eu.zoom.us",
}


def app_always_answering(response: httpx.Response) -> ZoomApp:
    return app_answered_by(lambda _: httpx.Response(response.status_code, content=response.content))


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GRANT.items() if key != name}


def test_the_authorize_url_carries_pkce_and_no_scope() -> None:
    address = urlsplit(ZoomApp("the id", "secret", base_url="https://zoom.us/").authorize_url(BACK, "s&t", "challenge"))

    assert (address.netloc, address.path) == ("zoom.us", "/oauth/authorize")
    assert dict(parse_qsl(address.query)) == {
        "response_type": "code",
        "client_id": "the id",
        "redirect_uri": BACK,
        "state": "s&t",
        "code_challenge": "challenge",
        "code_challenge_method": "S256",
    }


def test_a_code_is_exchanged_in_the_body_with_basic_credentials() -> None:
    sent: list[httpx.Request] = []

    def zoom(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=GRANT)

    grant = app_answered_by(zoom).exchange("the code", BACK, "verifier")

    [request] = sent
    assert str(request.url) == "https://zoom.us/oauth/token"
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"the-id:the-secret").decode()
    assert dict(parse_qsl(request.content.decode())) == {
        "grant_type": "authorization_code",
        "code": "the code",
        "redirect_uri": BACK,
        "code_verifier": "verifier",
    }
    assert (grant.access_token, grant.refresh_token) == ("access", "refresh")
    assert grant.expires_in == timedelta(seconds=3599)
    assert grant.scopes == {"meeting:write:meeting", "user:read:user"}
    assert grant.api_url == "https://api-eu.zoom.us"
    assert "access'" not in repr(grant)


def test_a_refresh_sends_the_refresh_token_in_the_body() -> None:
    sent: list[httpx.Request] = []

    def zoom(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=GRANT)

    app_answered_by(zoom, base_url="http://127.0.0.1:9100").refresh("old")

    assert str(sent[0].url) == "http://127.0.0.1:9100/oauth/token"
    assert dict(parse_qsl(sent[0].content.decode())) == {"grant_type": "refresh_token", "refresh_token": "old"}


def test_a_grant_without_refresh_token_or_api_url_leaves_them_empty() -> None:
    assert app_always_answering(httpx.Response(200, json=without("refresh_token"))).refresh("old").refresh_token == ""
    assert app_always_answering(httpx.Response(200, json=without("api_url"))).refresh("old").api_url == ""


@pytest.mark.parametrize("expires_in", [None, "soon", -1, 0, True, 10**12])
def test_an_odd_lifetime_is_taken_as_the_usual_hour(expires_in: object) -> None:
    grant = app_always_answering(httpx.Response(200, json={**GRANT, "expires_in": expires_in})).refresh("old")

    assert grant.expires_in == timedelta(hours=1)


@pytest.mark.parametrize(
    ("named", "used"),
    [
        ("https://api-eu.zoom.us", "https://api-eu.zoom.us/v2"),
        ("https://API-EU.zoom.us:443/", "https://api-eu.zoom.us/v2"),
        ("https://zoom.us", "https://zoom.us/v2"),
        ("", "https://api.zoom.us/v2"),
        ("http://api.zoom.us", "https://api.zoom.us/v2"),
        ("https://api.zoom.us.evil.example", "https://api.zoom.us/v2"),
        ("https://evilzoom.us", "https://api.zoom.us/v2"),
        ("https://evil.example/.zoom.us", "https://api.zoom.us/v2"),
        ("https://api-eu.zoom.us@evil.example", "https://api.zoom.us/v2"),
        ("https://user@api-eu.zoom.us", "https://api.zoom.us/v2"),
        ("https://api-eu.zoom.us:8443", "https://api.zoom.us/v2"),
        ("https://[broken", "https://api.zoom.us/v2"),
    ],
)
def test_tokens_go_only_to_zooms_own_hosts(named: str, used: str) -> None:
    app = app_always_answering(httpx.Response(200, json={**GRANT, "api_url": named}))

    assert app.rest_url(app.refresh("old").api_url) == used
    assert app.rest_url(named) == used


def test_the_operators_api_url_beats_the_region_zoom_names() -> None:
    app = ZoomApp("id", "secret", api_url="http://127.0.0.1:9100/")

    assert app.rest_url("https://api-eu.zoom.us") == "http://127.0.0.1:9100/v2"


def token_error(status: int, reason: str | None, error: str) -> httpx.Response:
    return httpx.Response(status, json={"error": error} | ({"reason": reason} if reason else {}))


@pytest.mark.parametrize(
    ("answer", "refreshing", "exchanging"),
    [
        (token_error(400, "Invalid Token!", "invalid_grant"), ReconnectNeeded, Refused),
        (token_error(401, "Invalid Token!", "invalid_request"), ReconnectNeeded, Refused),
        (token_error(400, "Invalid Token!", "invalid_request"), ReconnectNeeded, Refused),
        (token_error(400, None, "invalid_grant"), ReconnectNeeded, Refused),
        (token_error(400, "Invalid authorization code abc", "invalid_grant"), ReconnectNeeded, Refused),
        (token_error(400, "Invalid authorization code", "invalid_request"), TryLater, Refused),
        (token_error(400, "Invalid client_id or client_secret", "invalid_client"), AppMisconfigured, AppMisconfigured),
        (token_error(401, "Invalid client_id or client_secret", "invalid_client"), AppMisconfigured, AppMisconfigured),
        (token_error(401, None, "unauthorized_client"), AppMisconfigured, AppMisconfigured),
        (token_error(400, "unsupported grant type", "unsupported_grant_type"), TryLater, Refused),
        (token_error(400, "Redirect URI mismatch", "invalid_grant"), TryLater, Refused),
        (token_error(400, "The redirect_uri does not match", "invalid_request"), TryLater, Refused),
        (httpx.Response(400, json={"errorCode": 4741, "errorMessage": "revoked"}), ReconnectNeeded, Refused),
        (httpx.Response(429, text="slow down"), TryLater, TryLater),
        (httpx.Response(429, json={"error": "invalid_grant"}), TryLater, TryLater),
        (httpx.Response(500, json={"error": "invalid_grant"}), TryLater, TryLater),
        (httpx.Response(502, text="<html>"), TryLater, TryLater),
        (httpx.Response(400, text="<html>"), TryLater, TryLater),
        (httpx.Response(302), TryLater, TryLater),
        (httpx.Response(200, text=""), TryLater, TryLater),
        (httpx.Response(200, json=without("access_token")), TryLater, TryLater),
        (httpx.Response(200, json={**GRANT, "access_token": "one\r\ntwo"}), TryLater, TryLater),
    ],
)
def test_a_failing_token_call_says_who_must_act(
    answer: httpx.Response, refreshing: type[ProviderError], exchanging: type[ProviderError]
) -> None:
    app = app_always_answering(answer)

    with pytest.raises(refreshing) as refreshed:
        app.refresh("old")
    with pytest.raises(exchanging) as exchanged:
        app.exchange("code", BACK, "verifier")

    assert (refreshed.type, exchanged.type) == (refreshing, exchanging)


def test_wrong_credentials_are_blamed_on_the_operators_settings() -> None:
    with pytest.raises(AppMisconfigured, match="the Zoom app's client ID and secret"):
        app_always_answering(token_error(401, None, "invalid_client")).refresh("old")


def test_a_lost_answer_to_a_refresh_keeps_the_grant() -> None:
    def lost(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    with pytest.raises(TryLater):
        app_answered_by(lost).refresh("old")


def test_revoking_sends_the_access_token() -> None:
    def zoom(request: httpx.Request) -> httpx.Response:
        assert (request.url.path, request.content) == ("/oauth/revoke", b"token=access")
        return httpx.Response(200, json={"status": "success"})

    app_answered_by(zoom).revoke("access")


def test_revoking_an_expired_token_asks_for_a_fresh_one() -> None:
    with pytest.raises(TokenRejected):
        app_always_answering(token_error(400, "Invalid Token!", "invalid_grant")).revoke("access")


def test_a_profile_is_read_with_whatever_zoom_leaves_out() -> None:
    body = {"id": "u1", "account_id": "a1", "email": "ada@example.com", "first_name": "Ada", "type": 1, "pmi": 7}

    profile = app_always_answering(httpx.Response(200, json=body)).profile("access", "")

    assert profile == ZoomProfile("u1", "a1", "ada@example.com", 1, "", "Ada")


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (httpx.Response(200, json={"email": "ada@example.com"}), TryLater),
        (httpx.Response(200, text="<html>"), TryLater),
        (zoom_error(401, 124, "Invalid access token."), TokenRejected),
        (zoom_error(400, 4711, "Invalid access token, does not contain scopes:[user:read:user]."), Refused),
    ],
)
def test_a_profile_that_cannot_be_read_says_why(answer: httpx.Response, meaning: type[ProviderError]) -> None:
    with pytest.raises(meaning):
        app_always_answering(answer).profile("access", "")


def test_secrets_stay_out_of_representations() -> None:
    assert "the-secret" not in repr(ZoomApp("the-id", "the-secret"))


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        ("", ()),
        ("meeting:write meeting:read user:read", ()),
        (
            "meeting:write:meeting meeting:update:meeting:admin meeting:delete:meeting user:read:user",
            ("meeting:read:meeting", "meeting:read:list_meetings"),
        ),
    ],
)
def test_missing_scopes_are_known_in_both_forms_zoom_writes_them(granted: str, missing: tuple[str, ...]) -> None:
    assert missing_scopes(frozenset(granted.split())) == missing
