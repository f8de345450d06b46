from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from halfpast.providers.conferencing import MeetingOptions, Passcode
from halfpast.providers.errors import MeetingGone, Refused, ScopeMissing, TryLater
from halfpast.providers.zoom import ZoomConferencing
from tests.providers.fake_zoom import (
    NO_READ_SCOPE,
    REQUEST,
    FakeZoom,
    meeting_body,
    zoom_always_answering,
    zoom_answered_by,
    zoom_error,
)

LATER = replace(REQUEST, start=REQUEST.start + timedelta(hours=3))


def test_a_move_sends_every_detail_and_nothing_else() -> None:
    zoom = FakeZoom()
    provider = zoom_answered_by(zoom)
    meeting = provider.make(REQUEST)

    provider.move(meeting.meeting_id, LATER)

    body = json.loads(zoom.requests[1].content)
    assert body == {
        "topic": "Introduction",
        "agenda": "[halfpast 5f0c]\nWhat we agreed to talk about.",
        "start_time": "2026-10-20T12:30:00Z",
        "duration": 30,
        "timezone": "Europe/Berlin",
    }
    assert [request.method for request in zoom.requests] == ["POST", "PATCH", "GET"]


def test_a_move_sends_neither_passcode_nor_settings_again() -> None:
    zoom = FakeZoom()
    provider = zoom_answered_by(zoom)
    options = MeetingOptions(host_video=True, waiting_room=False, passcode=Passcode.ALWAYS)
    meeting = provider.make(replace(REQUEST, options=options))

    moved = provider.move(meeting.meeting_id, replace(LATER, options=options))

    assert {"settings", "password", "default_password"}.isdisjoint(zoom.bodies[1])
    assert moved is not None
    assert (moved.passcode, moved.options) == (meeting.passcode, meeting.options)


def test_a_move_that_may_not_be_read_back_is_done_and_tells_nothing() -> None:
    def without_the_read_scope(request: httpx.Request) -> httpx.Response:
        return NO_READ_SCOPE if request.method == "GET" else httpx.Response(204)

    assert zoom_answered_by(without_the_read_scope).move("92674392836", LATER) is None


def test_a_move_that_is_not_allowed_is_refused() -> None:
    refusal = zoom_error(400, 4711, "Invalid access token, does not contain scopes:[meeting:update:meeting].")

    with pytest.raises(ScopeMissing, match="meeting:update:meeting"):
        zoom_always_answering(refusal).move("92674392836", LATER)


def test_a_move_that_zoom_ignored_is_refused() -> None:
    def ignoring(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=meeting_body()) if request.method == "GET" else httpx.Response(204)

    with pytest.raises(Refused, match="Zoom kept the old time"):
        zoom_answered_by(ignoring).move("92674392836", LATER)


def test_a_meeting_that_vanishes_between_move_and_check_is_gone() -> None:
    def vanishing(request: httpx.Request) -> httpx.Response:
        gone = httpx.Response(404, json={"code": 3001, "message": "Meeting does not exist: 1."})
        return gone if request.method == "GET" else httpx.Response(204)

    with pytest.raises(MeetingGone):
        zoom_answered_by(vanishing).move("1", LATER)


@pytest.mark.parametrize("failure", [httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError])
def test_a_move_or_cancel_without_an_answer_may_be_sent_again(failure: type[httpx.TransportError]) -> None:
    def failing(_: httpx.Request) -> httpx.Response:
        raise failure("lost")

    with pytest.raises(TryLater):
        zoom_answered_by(failing).move("1", LATER)
    with pytest.raises(TryLater):
        zoom_answered_by(failing).cancel("1")


def test_a_cancel_needs_no_body_in_the_answer() -> None:
    zoom_always_answering(httpx.Response(204)).cancel("1")


def zoom_saying_200_to_a_delete(read: httpx.Response) -> ZoomConferencing:
    return zoom_answered_by(lambda request: httpx.Response(200) if request.method == "DELETE" else read)


def test_a_meeting_that_is_still_there_after_a_vague_answer_is_not_called_deleted() -> None:
    with pytest.raises(TryLater):
        zoom_saying_200_to_a_delete(httpx.Response(200, json=meeting_body())).cancel("1")


@pytest.mark.parametrize("read", [zoom_error(404, 3001, "Meeting does not exist: 1."), NO_READ_SCOPE])
def test_a_vague_answer_is_believed_once_the_meeting_is_gone_or_cannot_be_read(read: httpx.Response) -> None:
    zoom_saying_200_to_a_delete(read).cancel("1")


@pytest.mark.parametrize("code", [200, 300, 3003, 3161])
def test_a_move_that_was_accepted_stands_although_reading_it_back_is_refused(code: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(204) if request.method == "PATCH" else zoom_error(400, code, "No permission.")

    assert zoom_answered_by(answer).move("1", LATER) is None


def test_a_login_page_in_front_of_zoom_does_not_cancel_a_meeting() -> None:
    with pytest.raises(TryLater):
        zoom_always_answering(httpx.Response(200, html="<h1>Sign in to the guest network</h1>")).cancel("1")
