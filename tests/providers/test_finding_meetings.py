from __future__ import annotations

import httpx
import pytest

from halfpast.providers.conferencing import MeetingOptions, Passcode
from halfpast.providers.errors import ScopeMissing, TryLater
from tests.providers.fake_zoom import NO_READ_SCOPE, REQUEST, meeting_body, zoom_always_answering, zoom_answered_by


def listing(*meetings: object, token: str = "") -> httpx.Response:
    return httpx.Response(200, json={"next_page_token": token, "meetings": list(meetings)})


def listed(meeting_id: int, agenda: str) -> dict[str, object]:
    return {"id": meeting_id, "agenda": agenda, "join_url": f"https://zoom.us/j/{meeting_id}"}


def test_only_meetings_whose_agenda_begins_with_the_whole_marker_are_found() -> None:
    def zoom(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/users/me/meetings"):
            return httpx.Response(200, json=meeting_body(request.url.path.rpartition("/")[2]))
        return listing(
            listed(1, f"{REQUEST.marker}\nmine"),
            listed(2, f"{REQUEST.marker}"),
            listed(3, f"{REQUEST.marker}c\nanother one's"),
            listed(4, f"see {REQUEST.marker}"),
            {"id": 5},
        )

    found = zoom_answered_by(zoom).find(REQUEST.marker, REQUEST.start)

    assert [meeting.meeting_id for meeting in found] == ["1", "2"]
    assert found[0].passcode == "123456"


def test_a_meeting_that_vanishes_after_the_list_is_left_out() -> None:
    def zoom(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/users/me/meetings"):
            return listing(listed(1, REQUEST.marker), listed(2, REQUEST.marker))
        if request.url.path.endswith("/1"):
            return httpx.Response(404, json={"code": 3001, "message": "Meeting does not exist: 1."})
        return httpx.Response(200, json=meeting_body(2))

    found = zoom_answered_by(zoom).find(REQUEST.marker, REQUEST.start)

    assert [meeting.meeting_id for meeting in found] == ["2"]


def test_without_the_read_scope_the_list_is_enough_to_join() -> None:
    def zoom(request: httpx.Request) -> httpx.Response:
        row = meeting_body(1, agenda=REQUEST.marker, password=None, settings=None)
        return listing(row) if request.url.path.endswith("/users/me/meetings") else NO_READ_SCOPE

    [found] = zoom_answered_by(zoom).find(REQUEST.marker, REQUEST.start)

    assert (found.meeting_id, found.join_url) == ("1", "https://us05web.zoom.us/j/1?pwd=abc")
    assert (found.start, found.duration_minutes, found.passcode) == (REQUEST.start, 30, "")
    assert MeetingOptions(passcode=Passcode.ALWAYS, host_video=True).dropped(found.options) == ()


def test_a_row_without_a_link_is_not_taken_for_a_meeting() -> None:
    def zoom(request: httpx.Request) -> httpx.Response:
        row = {"id": 1, "agenda": REQUEST.marker}
        return listing(row) if request.url.path.endswith("/users/me/meetings") else NO_READ_SCOPE

    with pytest.raises(ScopeMissing):
        zoom_answered_by(zoom).find(REQUEST.marker, REQUEST.start)


def test_only_the_day_of_the_slot_is_listed() -> None:
    windows = []

    def zoom(request: httpx.Request) -> httpx.Response:
        windows.append(tuple(request.url.params[name] for name in ("from", "to", "timezone")))
        return listing()

    assert zoom_answered_by(zoom).find(REQUEST.marker, REQUEST.start) == ()
    assert windows == [("2026-10-20", "2026-10-21", "UTC")]


def test_nothing_is_concluded_from_a_list_that_does_not_end() -> None:
    with pytest.raises(TryLater):
        zoom_always_answering(listing(token="more")).find(REQUEST.marker, REQUEST.start)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"meetings": null}', b'{"meetings": ["one"]}'])
def test_an_unreadable_list_is_not_an_empty_one(body: bytes) -> None:
    with pytest.raises(TryLater):
        zoom_always_answering(httpx.Response(200, content=body)).find(REQUEST.marker, REQUEST.start)
