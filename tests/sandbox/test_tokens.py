from __future__ import annotations

from typing import Any

import httpx
import pytest


def test_a_code_is_exchanged_for_a_pair_of_long_tokens(zoom: Any) -> None:
    grant = zoom.exchange(zoom.consent()["code"]).json()

    assert grant["token_type"] == "bearer"
    assert grant["expires_in"] == 3599
    assert "meeting:write:meeting" in grant["scope"].split()
    assert grant["api_url"] == zoom.running.url
    assert min(len(grant["access_token"]), len(grant["refresh_token"])) > 400


def test_a_code_works_once(zoom: Any) -> None:
    code = zoom.consent()["code"]
    zoom.exchange(code)

    again = zoom.exchange(code)

    assert again.status_code == 400
    assert again.json() == {"reason": f"Invalid authorization code {code}", "error": "invalid_grant"}


def test_a_code_dies_after_five_minutes(zoom: Any) -> None:
    code = zoom.consent()["code"]
    zoom.set(clock_offset_seconds=301)

    assert zoom.exchange(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("verifier", ["", "w" * 64])
def test_a_wrong_verifier_is_refused(zoom: Any, verifier: str) -> None:
    assert zoom.exchange(zoom.consent()["code"], code_verifier=verifier).json()["error"] == "invalid_grant"


def test_another_redirect_than_at_the_consent_is_refused(zoom: Any) -> None:
    answer = zoom.exchange(zoom.consent()["code"], redirect_uri="http://127.0.0.1:9/other")

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


def test_a_wrong_client_secret_is_refused(zoom: Any) -> None:
    answer = zoom.http.post("/oauth/token", data={"grant_type": "refresh_token"}, auth=(zoom.app.client_id, "wrong"))

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_an_unknown_grant_type_is_refused(zoom: Any) -> None:
    assert zoom.token(grant_type="password").json()["error"] == "unsupported_grant_type"


def test_tokens_in_the_query_are_not_read(zoom: Any, host: Any) -> None:
    params = {"grant_type": "refresh_token", "refresh_token": host.grant["refresh_token"]}

    answer = zoom.http.post("/oauth/token", params=params, auth=(zoom.app.client_id, zoom.app.client_secret))

    assert answer.status_code == 400


def test_a_refresh_rotates_and_the_old_refresh_token_is_dead_at_once(zoom: Any, host: Any) -> None:
    fresh = zoom.refresh(host.grant["refresh_token"]).json()

    again = zoom.refresh(host.grant["refresh_token"])

    assert fresh["refresh_token"] != host.grant["refresh_token"]
    assert again.status_code == 400
    assert again.json() == {"reason": "Invalid Token!", "error": "invalid_grant"}
    assert zoom.refresh(fresh["refresh_token"]).status_code == 200


def test_with_a_grace_the_old_refresh_token_works_a_little_longer(zoom: Any, host: Any) -> None:
    zoom.set(refresh_grace_seconds=60)
    zoom.refresh(host.grant["refresh_token"])

    within = zoom.refresh(host.grant["refresh_token"])
    zoom.set(clock_offset_seconds=61)
    after = zoom.refresh(host.grant["refresh_token"])

    assert (within.status_code, after.status_code) == (200, 400)


def test_an_access_token_expires(zoom: Any, host: Any) -> None:
    zoom.set(clock_offset_seconds=3601)

    answer = host.call("GET", "/users/me")

    assert answer.status_code == 401
    assert answer.json() == {"code": 124, "message": "Access token is expired."}


def test_a_second_authorization_of_the_same_user_kills_the_first(zoom: Any, host: Any) -> None:
    second = zoom.connect()

    first_call = host.call("GET", "/users/me")

    assert first_call.json() == {"code": 124, "message": "Invalid access token."}
    assert zoom.refresh(host.grant["refresh_token"]).json()["error"] == "invalid_grant"
    assert second.call("GET", "/users/me").status_code == 200


def test_another_user_keeps_their_grant(zoom: Any, host: Any) -> None:
    zoom.connect("other@example.com")

    assert host.call("GET", "/users/me").status_code == 200


def test_a_revoke_kills_the_whole_grant(zoom: Any, host: Any) -> None:
    answer = zoom.revoke(host.grant["access_token"])

    assert answer.json() == {"status": "success"}
    assert host.call("GET", "/users/me").status_code == 401
    assert zoom.refresh(host.grant["refresh_token"]).status_code == 400
    assert zoom.revoke(host.grant["access_token"]).status_code == 400


def test_a_call_without_a_token_or_with_one_in_the_query_is_refused(zoom: Any, host: Any) -> None:
    without = zoom.http.get("/v2/users/me")
    in_query = zoom.http.get("/v2/users/me", params={"access_token": host.grant["access_token"]})

    assert (without.status_code, in_query.status_code) == (401, 401)
    assert "not supported as query parameter" in in_query.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/users/me/meetings", "meeting:write:meeting"),
        ("GET", "/users/me/meetings", "meeting:read:list_meetings"),
        ("GET", "/meetings/81234567890", "meeting:read:meeting"),
        ("PATCH", "/meetings/81234567890", "meeting:update:meeting"),
        ("DELETE", "/meetings/81234567890", "meeting:delete:meeting"),
        ("GET", "/users/me", "user:read:user"),
    ],
)
def test_a_missing_scope_is_named(zoom: Any, method: str, path: str, scope: str) -> None:
    zoom.set(granted_scopes="something:else")

    answer = zoom.connect().call(method, path)

    assert answer.status_code == 400
    assert answer.json()["code"] == 4711
    assert f", {scope}]" in answer.json()["message"]


def test_another_user_than_me_is_refused(host: Any) -> None:
    assert host.call("GET", "/users/someone@example.com").json()["code"] == 4711


def test_the_profile_tells_who_connected(host: Any) -> None:
    profile = host.call("GET", "/users/me").json()

    assert profile["email"] == "demo.host@example.com"
    assert profile["type"] == 1
    assert profile["id"] != profile["account_id"]


def test_without_a_grace_a_lost_refresh_answer_loses_the_grant(zoom: Any, host: Any) -> None:
    lost = zoom.refresh(host.grant["refresh_token"])

    assert lost.status_code == 200
    assert zoom.refresh(host.grant["refresh_token"]).json()["error"] == "invalid_grant"


def test_with_a_grace_a_lost_refresh_answer_can_be_asked_for_again(zoom: Any, host: Any) -> None:
    zoom.set(refresh_grace_seconds=60)
    zoom.fault("drop_after", path="/oauth/token")
    with pytest.raises(httpx.TransportError):
        zoom.refresh(host.grant["refresh_token"])

    again = zoom.refresh(host.grant["refresh_token"]).json()

    assert zoom.refresh(again["refresh_token"]).status_code == 200


def test_using_a_rotated_token_does_not_lengthen_its_grace(zoom: Any, host: Any) -> None:
    zoom.set(refresh_grace_seconds=60)
    zoom.refresh(host.grant["refresh_token"])
    zoom.set(clock_offset_seconds=50)
    zoom.refresh(host.grant["refresh_token"])
    zoom.set(clock_offset_seconds=70)

    assert zoom.refresh(host.grant["refresh_token"]).status_code == 400


@pytest.mark.parametrize(
    ("form", "status", "document"),
    [
        ("reason", 400, {"reason": "Invalid Token!", "error": "invalid_grant"}),
        ("old", 401, {"reason": "Invalid Token!", "error": "invalid_request"}),
        ("minimal", 400, {"error": "invalid_grant"}),
    ],
)
def test_a_dead_refresh_token_is_refused_in_each_form_seen(
    zoom: Any, host: Any, form: str, status: int, document: dict[str, str]
) -> None:
    zoom.set(dead_refresh_form=form)

    answer = zoom.refresh("dead")

    assert (answer.status_code, answer.json()) == (status, document)


def test_a_dead_refresh_token_may_be_refused_by_number(zoom: Any, host: Any) -> None:
    zoom.set(dead_refresh_form="numeric")

    assert zoom.refresh("dead").json()["errorCode"] == 4741


def test_wrong_credentials_and_missing_scopes_answer_with_the_status_set(zoom: Any) -> None:
    zoom.set(wrong_client_status=400, scope_error_status=401, granted_scopes="something:else")
    wrong = zoom.http.post("/oauth/token", data={"grant_type": "refresh_token"}, auth=("id", "wrong"))

    lacking = zoom.connect().call("GET", "/users/me")

    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_client")
    assert (lacking.status_code, lacking.json()["code"]) == (401, 4711)
