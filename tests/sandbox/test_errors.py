"""Zoom's errors on demand, in Zoom's words."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import halfpast.sandbox
from halfpast.sandbox.zoom.errors import ERRORS
from halfpast.sandbox.zoom.faults import KINDS
from halfpast.sandbox.zoom.settings import SETTINGS

SCOPES = "meeting:update:meeting:admin, meeting:update:meeting"


def answered(zoom: Any, name: str, **more: object) -> httpx.Response:
    method, path = ("POST", "/oauth/token") if name.startswith("oauth_") else ("GET", "/v2/")
    zoom.fault("error", method=method, path=path, name=name, **more)
    answer: httpx.Response = zoom.http.request(method, "/oauth/token" if method == "POST" else "/v2/meetings/81")
    return answer


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_comes_with_its_status_and_words(zoom: Any, name: str) -> None:
    row, answer = ERRORS[name], answered(zoom, name)

    assert answer.status_code == row.status
    assert "{" not in answer.text.strip("{}") or isinstance(row.body, dict)
    if isinstance(row.body, str):
        assert answer.text == row.body
    else:
        assert set(answer.json()) == set(row.body)


@pytest.mark.parametrize(
    ("name", "status", "document"),
    [
        ("token_expired", 401, {"code": 124, "message": "Access token is expired."}),
        (
            "scope_missing",
            400,
            {"code": 4711, "message": f"Invalid access token, does not contain scopes:[{SCOPES}]."},
        ),
        ("meeting_missing", 404, {"code": 3001, "message": "Meeting does not exist: 81."}),
        (
            "validation",
            400,
            {
                "code": 300,
                "message": "Validation Failed.",
                "errors": [{"field": "settings.jbh_time", "message": "Invalid parameter: jbh_time."}],
            },
        ),
        (
            "rate_day_host_300",
            300,
            {"message": "A maximum of 100 meetings can be created/updated for a single user in one day."},
        ),
        ("error_message", 400, {"code": 3000, "error_message": "Cannot access webinar info."}),
        ("oauth_dead_token", 400, {"reason": "Invalid Token!", "error": "invalid_grant"}),
        ("oauth_dead_token_minimal", 400, {"error": "invalid_grant"}),
        (
            "oauth_4741",
            400,
            {"status": False, "errorCode": 4741, "errorMessage": "The token has been revoked.", "result": None},
        ),
    ],
)
def test_the_words_are_zooms(zoom: Any, name: str, status: int, document: dict[str, object]) -> None:
    answer = answered(zoom, name)

    assert (answer.status_code, answer.json()) == (status, document)


def test_the_scopes_in_the_brackets_may_be_chosen(zoom: Any) -> None:
    message = answered(zoom, "scope_missing", scopes="meeting:delete:meeting").json()["message"]

    assert message == "Invalid access token, does not contain scopes:[meeting:delete:meeting]."


@pytest.mark.parametrize("name", [name for name in ERRORS if f"{name}_bare" in ERRORS])
def test_a_bare_limit_says_the_same_without_any_header(zoom: Any, name: str) -> None:
    told, bare = answered(zoom, name), answered(zoom, f"{name}_bare")

    assert told.json() == bare.json()
    assert "x-ratelimit-category" in told.headers
    assert not any("ratelimit" in header or header == "retry-after" for header in bare.headers)


def test_an_error_may_hide_that_the_call_was_applied(zoom: Any, host: Any) -> None:
    zoom.fault("error", name="bad_gateway_html", applied=True)

    assert host.create().status_code == 502
    assert len(zoom.live_meetings()) == 1


@pytest.mark.parametrize("wrong", [{}, {"name": "nonsense"}, {"name": "no_license", "retry_after": "soon"}])
def test_an_unknown_error_is_refused(zoom: Any, wrong: dict[str, object]) -> None:
    answer = zoom.http.post("/_sandbox/faults", json={"fault": {"kind": "error", **wrong}})

    assert answer.status_code == 400


def test_the_page_of_faults_offers_every_error_and_adds_one(zoom: Any, host: Any) -> None:
    page = zoom.http.get("/faults").text
    form = {"method": "POST", "path": "/v2/", "kind": "error", "name": "no_license", "times": "1"}
    zoom.http.post("/faults", data=form)

    assert all(f'<option value="{name}">' in page for name in ERRORS)
    assert host.create().json()["code"] == 3161


def test_every_setting_fault_and_error_is_in_the_packages_description() -> None:
    words = set((halfpast.sandbox.__doc__ or "").replace("*", " ").replace(":", " ").split())

    assert [name for name in (*SETTINGS, *KINDS, *ERRORS) if name not in words] == []
