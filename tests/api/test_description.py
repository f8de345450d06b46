"""The API keeps what its OpenAPI document says: requests are made up from the document, answers are held against it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPResponse

from halfpast.api.openapi import schema
from tests.api.callers import Caller, booking_of

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

api = schemathesis.openapi.from_dict(schema())
api.config.phases.coverage.enabled = False


@api.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_documented(case: Any, caller: Caller, real_ids: dict[str, object]) -> None:
    for name in case.path_parameters or {}:
        case.path_parameters[name] = real_ids[name]
    if isinstance(case.body, dict) and "event_type" in case.body:
        case.body["event_type"] = real_ids["event_type_id"]
    case.validate_response(send(case, caller.token), checks=CHECKS)


def send(case: Any, token: str) -> requests.Response:
    """Through Django's own test client: it shares the test's connection to the database."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    asked.headers["Authorization"] = f"Bearer {token}"
    body = asked.body or b""
    content_type = str(asked.headers.get("Content-Type", "application/json"))
    told: Any = Client(headers={name: str(value) for name, value in asked.headers.items()}).generic(
        str(asked.method), asked.path_url, body, content_type=content_type
    )
    answer = requests.Response()
    answer.status_code, answer.request, answer.url = told.status_code, asked, str(asked.url)
    answer.headers.update(told.headers)
    answer.raw = HTTPResponse(BytesIO(told.content), status=told.status_code, headers=dict(told.headers))
    answer._content = told.content
    return answer


@pytest.fixture
def real_ids(caller: Caller, event_type: dict[str, Any]) -> dict[str, object]:
    """So that requests get past "not found"."""
    dates = {"first_date": "2037-01-01", "last_date": "2037-01-05"}
    return {
        "schedule_id": event_type["schedule"],
        "event_type_id": event_type["id"],
        "uid": caller.post("/bookings", booking_of(event_type))["uid"],
        "connection_id": 1,
        "absence_id": caller.post("/absences", dates)["id"],
        "travel_id": caller.post("/travels", {**dates, "time_zone": "Asia/Tokyo"})["id"],
    }
