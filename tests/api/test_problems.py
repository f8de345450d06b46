from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from halfpast.api.refusals import handle
from tests.api.callers import Caller, problem


@pytest.mark.parametrize("token", ["", "hp_wrong"])
def test_a_request_without_a_valid_token_is_told_how_to_sign_in(nobody: Caller, token: str) -> None:
    answer = Caller(None, token)("GET", "/me")

    problem(answer, 401, "unauthorized")
    assert answer["WWW-Authenticate"].startswith('Bearer realm="Halfpast"')


def test_the_caller_and_the_workspace_are_told(caller: Caller) -> None:
    me = caller.get("/me")

    assert me["user"]["email"] == "ann@example.com"
    assert me["workspace"]["slug"] == "acme"


@pytest.mark.parametrize("path", ["/nothing", "/schedules/", "/schedules/abc", "/", "/bookings/no-uid"])
def test_an_unknown_route_is_a_problem(caller: Caller, path: str) -> None:
    problem(caller("GET", path), 404, "not-found")
    problem(caller("POST", path, {}), 404, "not-found")


@pytest.mark.parametrize(("path", "allowed"), [("/me", "GET"), ("/bookings", "GET, POST"), ("/openapi.json", "GET")])
def test_a_wrong_method_is_told_the_right_ones(caller: Caller, path: str, allowed: str) -> None:
    answer = caller("PUT", path, {})

    problem(answer, 405, "method-not-allowed")
    assert answer["Allow"] == allowed


BROKEN = [b"{", b"\xff", b'{"name": NaN}', b"[" * 100_000, b'{"weekday": ' + b"9" * 5000 + b"}"]


@pytest.mark.parametrize("body", BROKEN, ids=["open", "no UTF-8", "no number", "deep", "long number"])
def test_a_body_that_is_no_json_is_malformed(caller: Caller, body: bytes) -> None:
    problem(_send(caller, body), 400, "malformed")


def test_another_content_type_is_refused(caller: Caller) -> None:
    problem(_send(caller, b"name=x", "application/x-www-form-urlencoded"), 415, "unsupported-media-type")


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 2_000_000])
def test_a_large_body_is_refused(caller: Caller, size: int) -> None:
    answer = _send(caller, b" " * size)

    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["type"].endswith("too-large")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{}"])
def test_a_body_that_is_no_object_with_the_needed_fields_is_invalid(caller: Caller, body: bytes) -> None:
    problem(_send(caller, body), 422, "validation")


def test_an_unforeseen_error_tells_nothing_about_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    answer = handle(RequestFactory().get("/api/v1/me"), RuntimeError("secret inside"))

    problem(answer, 500, "internal")
    assert b"secret" not in answer.content


def test_a_database_that_is_away_asks_to_come_back() -> None:
    answer = handle(RequestFactory().get("/api/v1/me"), OperationalError("no route to host"))

    problem(answer, 503, "busy")
    assert answer["Retry-After"]


def _send(caller: Caller, body: bytes, content_type: str = "application/json") -> Any:
    client = Client(headers={"Authorization": f"Bearer {caller.token}"})
    return client.post("/api/v1/schedules", body, content_type=content_type)
