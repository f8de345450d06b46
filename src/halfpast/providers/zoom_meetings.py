"""Meetings of one connected Zoom user: https://developers.zoom.us/docs/api/meetings/"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from halfpast.providers.client import Answer, Conversation
from halfpast.providers.conferencing import MadeMeeting, MeetingRequest
from halfpast.providers.errors import MeetingGone, NotMoved, OutcomeUnknown, Refused, ScopeMissing, TryLater
from halfpast.providers.json_objects import text
from halfpast.providers.zoom_answers import carries_marker, listed_meeting, made_meeting, meeting_id_of
from halfpast.providers.zoom_app import ZoomApp
from halfpast.providers.zoom_corrections import send_corrected
from halfpast.providers.zoom_failures import raise_failure, raise_write_failure, unreadable
from halfpast.providers.zoom_options import passcode_fields, settings_of

SCHEDULED = 2
DELETED = 204
LONGEST_TOPIC = 200
LONGEST_AGENDA = 2000
PAGE_SIZE = 300
MOST_PAGES = 10


@dataclass(frozen=True)
class ZoomConferencing:
    app: ZoomApp
    access_token: str = field(repr=False)
    api_url: str = ""

    def make(self, request: MeetingRequest) -> MadeMeeting:
        url, headers, conversation = self._url("/users/me/meetings"), self._headers(), self.app.client.conversation()
        answer = send_corrected(
            lambda body: conversation.ask_once("POST", url, headers=headers, json=body), _new_meeting(request)
        )
        raise_write_failure(answer, "POST meeting", self.app.clock())
        meeting = made_meeting(answer.fields or {})
        if meeting is None:
            unreadable(answer, "POST meeting")
            raise OutcomeUnknown("Zoom's answer to the new meeting could not be read.")
        return meeting

    def move(self, meeting_id: str, request: MeetingRequest) -> MadeMeeting | None:
        conversation = self.app.client.conversation()
        self._change(conversation, meeting_id, request)
        try:
            meeting = self._read(conversation, meeting_id)
        except MeetingGone:
            raise
        except Refused:
            # The change was accepted; only reading it back was not.
            return None
        # Zoom answers 204 and ignores a start in the past, and drops what the account does not allow.
        if meeting.start != _whole_seconds(request.start):
            raise NotMoved("Zoom kept the old time.", code="kept_old_time")
        return meeting

    def cancel(self, meeting_id: str) -> None:
        conversation = self.app.client.conversation()
        with suppress(MeetingGone):
            answer = self._ask(conversation, "DELETE", f"/meetings/{meeting_id}")
            if answer.status != DELETED:
                self._require_gone(conversation, meeting_id)

    def _require_gone(self, conversation: Conversation, meeting_id: str) -> None:
        """Zoom says 204 when it has deleted something; any other success may come from whoever stands in between."""
        try:
            self._read(conversation, meeting_id)
        except ScopeMissing:
            return
        raise TryLater("Zoom did not say clearly whether it deleted the meeting.")

    def find(self, marker: str, start: datetime) -> tuple[MadeMeeting, ...]:
        conversation = self.app.client.conversation()
        listed = self._list(conversation, start)
        marked = {meeting_id_of(row): row for row in listed if carries_marker(row, marker)}
        return tuple(self._still_there(conversation, marked))

    def _change(self, conversation: Conversation, meeting_id: str, request: MeetingRequest) -> None:
        """Never the passcode, with which the link would change, nor the settings, which the host may have changed."""
        url, headers = self._url(f"/meetings/{meeting_id}"), self._headers()
        answer = send_corrected(
            lambda body: conversation.ask("PATCH", url, headers=headers, json=body), _details(request)
        )
        raise_failure(answer, f"PATCH /meetings/{meeting_id}", self.app.clock())

    def _list(self, conversation: Conversation, start: datetime) -> Iterator[dict[str, Any]]:
        """The meetings of that UTC day and no others: the rest of the host's calendar is none of our business."""
        day = start.astimezone(UTC).date()
        # Zoom does not say whether the last day is included.
        window = {"from": str(day), "to": str(day + timedelta(days=1)), "timezone": "UTC"}
        token = ""
        for _ in range(MOST_PAGES):
            params = {"type": "scheduled", "page_size": str(PAGE_SIZE), **window}
            page, token = self._page(conversation, params | ({"next_page_token": token} if token else {}))
            yield from page
            if not token:
                return
        # Nothing may be concluded from a list that does not end.
        raise TryLater("This Zoom user has too many meetings on that day to look through.")

    def _page(self, conversation: Conversation, params: dict[str, str]) -> tuple[list[dict[str, Any]], str]:
        answer = self._ask(conversation, "GET", "/users/me/meetings", params=params)
        fields = answer.fields or {}
        meetings = fields.get("meetings")
        if not isinstance(meetings, list) or not all(isinstance(meeting, dict) for meeting in meetings):
            raise unreadable(answer, "GET meetings")
        return meetings, text(fields.get("next_page_token"))

    def _still_there(self, conversation: Conversation, marked: dict[str, dict[str, Any]]) -> Iterator[MadeMeeting]:
        for meeting_id, row in marked.items():
            try:
                yield self._read(conversation, meeting_id)
            except MeetingGone:
                continue
            except ScopeMissing:
                # What the list tells is enough to join; only the passcode stays unknown, and the link carries it.
                meeting = listed_meeting(row)
                if meeting is None:
                    raise
                yield meeting

    def _read(self, conversation: Conversation, meeting_id: str) -> MadeMeeting:
        answer = self._ask(conversation, "GET", f"/meetings/{meeting_id}")
        meeting = made_meeting(answer.fields or {})
        if meeting is None:
            raise unreadable(answer, "GET meeting")
        return meeting

    def _ask(self, conversation: Conversation, method: str, path: str, **content: Any) -> Answer:
        answer = conversation.ask(method, self._url(path), headers=self._headers(), **content)
        raise_failure(answer, f"{method} {path}", self.app.clock())
        return answer

    def _url(self, path: str) -> str:
        return self.app.rest_url(self.api_url) + path

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}


def _new_meeting(request: MeetingRequest) -> dict[str, Any]:
    options = request.options
    return {
        **_details(request),
        **passcode_fields(options),
        "type": SCHEDULED,
        "settings": settings_of(options),
    }


def _details(request: MeetingRequest) -> dict[str, Any]:
    """The start goes out in UTC: local time with a Z, or with an offset, gives meetings at the wrong hour."""
    return {
        "topic": " ".join(request.topic.split())[:LONGEST_TOPIC],
        "agenda": f"{request.marker}\n{request.agenda}"[:LONGEST_AGENDA].rstrip(),
        "start_time": _whole_seconds(request.start).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "duration": request.duration_minutes,
        "timezone": request.time_zone,
    }


def _whole_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
