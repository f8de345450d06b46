"""Scripts that talk to the API, and what they send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import User

ROOT = "/api/v1"


@dataclass
class Caller:
    """A script that talks to the API; `user` is None for a stranger."""

    user: User | None
    token: str

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        content = "" if body is None else json.dumps(body)
        answer: Any = Client(headers={**signed, **headers}).generic(
            method, f"{ROOT}{path}", content, content_type="application/json"
        )
        return answer  # type: ignore[no-any-return]

    def get(self, path: str) -> Any:
        answer = self("GET", path)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        answer = self("POST", path, body, **headers)
        assert answer.status_code in {200, 201}, answer.content
        return json.loads(answer.content)


def office_talk(**other: object) -> dict[str, object]:
    place = {"kind": "in_person", "address": "Main Street 1"}
    return {"slug": "talk", "title": "Talk", "duration_minutes": 30, "locations": [place], **other}


def booking_of(event_type: dict[str, Any], /, **other: object) -> dict[str, object]:
    guest = {"name": "Gil Guest", "email": "gil@example.com", "time_zone": "America/New_York", "locale": "en"}
    return {"event_type": event_type["id"], "start": text(next_monday()), "attendee": guest, **other}


def next_monday(*, hour: int = 9) -> datetime:
    """At least a week ahead, in UTC: inside the office hours of Vienna."""
    day = timezone.now() + timedelta(days=8)
    monday = day + timedelta(days=(7 - day.weekday()) % 7)
    return monday.astimezone(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)


def text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def problem(answer: HttpResponse, status: int, kind: str) -> dict[str, Any]:
    """The problem in an answer, checked to be one."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.content)
    assert body["type"] == kind
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def pointers(answer: HttpResponse) -> list[str]:
    return [each["pointer"] for each in problem(answer, 422, "validation")["errors"]]
