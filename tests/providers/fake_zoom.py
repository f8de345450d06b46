"""Zoom's meetings in memory, behind httpx.MockTransport, and apps that talk to it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from halfpast.providers.client import VendorClient
from halfpast.providers.conferencing import MeetingRequest
from halfpast.providers.zoom import ZoomApp, ZoomConferencing

NOW = datetime(2026, 10, 14, 21, 30, tzinfo=UTC)
API = "https://api.zoom.us/v2"
REQUEST = MeetingRequest(
    marker="[halfpast 5f0c]",
    topic="Introduction",
    agenda="What we agreed to talk about.",
    start=datetime(2026, 10, 20, 9, 30, tzinfo=UTC),
    duration_minutes=30,
    time_zone="Europe/Berlin",
)

Handler = Callable[[httpx.Request], httpx.Response]


def app_answered_by(handler: Handler, **settings: str) -> ZoomApp:
    client = VendorClient("Zoom", transport=httpx.MockTransport(handler))
    return ZoomApp("the-id", "the-secret", client=client, clock=lambda: NOW, **settings)


def zoom_answered_by(handler: Handler) -> ZoomConferencing:
    return ZoomConferencing(app_answered_by(handler), "the-token", "https://api.zoom.us")


def zoom_always_answering(response: httpx.Response) -> ZoomConferencing:
    return zoom_answered_by(
        lambda _: httpx.Response(response.status_code, headers=response.headers, content=response.content)
    )


def zoom_error(status: int, code: int, message: str, **more: Any) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "message": message, **more})


NO_READ_SCOPE = zoom_error(400, 4711, "Invalid access token, does not contain scopes:[meeting:read:meeting].")


def meeting_body(meeting_id: int | str = 92674392836, **changes: Any) -> dict[str, Any]:
    """A recorded answer to a create, cut to what matters here."""
    return {
        "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
        "id": meeting_id,
        "type": 2,
        "status": "waiting",
        "start_time": "2026-10-20T09:30:00Z",
        "duration": 30,
        "timezone": "Europe/Berlin",
        "agenda": f"{REQUEST.marker}\nWhat we agreed to talk about.",
        "start_url": f"https://us05web.zoom.us/s/{meeting_id}?zak=secret",
        "join_url": f"https://us05web.zoom.us/j/{meeting_id}?pwd=abc",
        "password": "123456",
        "settings": {
            "global_dial_in_numbers": [
                {"country_name": "US", "city": "New York", "number": "+1 646 558 8656", "type": "toll", "country": "US"}
            ]
        },
    } | changes


# What a meeting gets when the request says nothing.
OF_THE_ACCOUNT = {
    "host_video": False,
    "participant_video": False,
    "waiting_room": True,
    "join_before_host": False,
    "mute_upon_entry": False,
    "auto_recording": "none",
    "global_dial_in_countries": ["US"],
}


class FakeZoom:
    """Keeps meetings, cuts agendas in lists, and gives lists out two at a time; `locked` settings ignore requests."""

    PAGE = 2

    def __init__(self, *, requires_passcodes: bool = False, **locked: object) -> None:
        self.requires_passcodes = requires_passcodes
        self.locked = locked
        self.meetings: dict[str, dict[str, Any]] = {}
        self.requests: list[httpx.Request] = []
        self._ids = itertools.count(92674392836)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert request.headers["Authorization"] == "Bearer the-token"
        if request.url.path == "/v2/users/me/meetings":
            return self._create(request) if request.method == "POST" else self._list(request)
        return self._one(request, request.url.path.rpartition("/")[2])

    def _create(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        has_passcode = asked.pop("default_password", True) or self.requires_passcodes
        asked.setdefault("password", "123456" if has_passcode else "")
        asked["settings"] = OF_THE_ACCOUNT | asked["settings"] | self.locked
        meeting = meeting_body(next(self._ids), **asked)
        self.meetings[str(meeting["id"])] = meeting
        return httpx.Response(201, json=meeting)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was written, in order."""
        return [json.loads(request.content) for request in self.requests if request.method in {"POST", "PATCH"}]

    def _list(self, request: httpx.Request) -> httpx.Response:
        begin = int(request.url.params.get("next_page_token", "0"))
        page = list(self.meetings.values())[begin : begin + self.PAGE]
        end = begin + self.PAGE
        token = str(end) if end < len(self.meetings) else ""
        rows = [{**row, "agenda": row["agenda"][:250]} for row in page]
        return httpx.Response(200, json={"next_page_token": token, "meetings": rows})

    def _one(self, request: httpx.Request, meeting_id: str) -> httpx.Response:
        if meeting_id not in self.meetings:
            return zoom_error(404, 3001, f"Meeting does not exist: {meeting_id}.")
        if request.method == "GET":
            return httpx.Response(200, json=self.meetings[meeting_id])
        if request.method == "PATCH":
            self.meetings[meeting_id].update(json.loads(request.content))
        else:
            del self.meetings[meeting_id]
        return httpx.Response(204)
