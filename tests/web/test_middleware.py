from __future__ import annotations

import json

import pytest
import structlog
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory

from halfpast.web.middleware import BodyLimit, ErrorPages, RequestLog


def test_a_sane_request_id_is_kept(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-123.XYZ"})["X-Request-ID"] == "abc-123.XYZ"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space in", 'quote"quote"', "<script>alert"])
def test_any_other_request_id_is_replaced(client: Client, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]

    assert answered != given
    assert len(answered) == 32


@pytest.mark.django_db
def test_a_token_in_the_path_stays_out_of_the_log(client: Client) -> None:
    with structlog.testing.capture_logs() as lines:
        client.get("/b/bk_secret-token")

    assert [line["route"] for line in lines if line["event"] == "request"] == ["booking"]
    assert "secret-token" not in repr(lines)


def test_a_large_body_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.post("/healthz", b"x" * (1024 * 1024 + 1), content_type="text/plain")

    assert answer.status_code == 413
    assert b"too much at once" in answer.content


def test_the_api_refuses_a_large_body_as_a_problem(client: Client) -> None:
    answer = client.post("/api/v1/bookings", b"x" * (1024 * 1024 + 1), content_type="application/json")

    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 413


@pytest.mark.parametrize("length", ["1048576", "", "many"])
def test_a_body_within_the_limit_passes(length: str) -> None:
    request = RequestFactory().get("/x")
    request.META["CONTENT_LENGTH"] = length

    assert BodyLimit(lambda _: HttpResponse("in"))(request).status_code == 200


def test_a_refused_method_gets_a_page_that_still_names_the_allowed_ones() -> None:
    answer = ErrorPages(lambda _: HttpResponseNotAllowed(["POST"]))(RequestFactory().get("/x"))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert isinstance(answer, HttpResponse)
    assert b"Nothing was changed" in answer.content


def test_a_request_without_a_route_is_logged_too() -> None:
    with structlog.testing.capture_logs() as lines:
        RequestLog(lambda _: HttpResponse("early"))(RequestFactory().get("/x"))

    assert (lines[0]["route"], lines[0]["status"]) == ("none", 200)
