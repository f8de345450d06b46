from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from halfpast.providers.conferencing import DialIn, MeetingOptions, Passcode, Recording
from halfpast.providers.errors import OutcomeUnknown
from tests.providers.fake_zoom import API, REQUEST, FakeZoom, meeting_body, zoom_always_answering, zoom_answered_by

WITH_PASSCODE = MeetingOptions(passcode=Passcode.ALWAYS)


def test_a_create_sends_the_utc_start_and_the_hosts_zone_with_the_marker_first() -> None:
    zoom = FakeZoom()
    berlin = REQUEST.start.astimezone(ZoneInfo("Europe/Berlin"))

    zoom_answered_by(zoom).make(replace(REQUEST, start=berlin))

    [sent] = zoom.requests
    body = json.loads(sent.content)
    assert str(sent.url) == f"{API}/users/me/meetings"
    assert body == {
        "type": 2,
        "topic": "Introduction",
        "agenda": "[halfpast 5f0c]\nWhat we agreed to talk about.",
        "start_time": "2026-10-20T09:30:00Z",
        "duration": 30,
        "timezone": "Europe/Berlin",
        "settings": {"use_pmi": False, "push_change_to_calendar": False},
    }


def test_topic_and_agenda_are_cut_to_what_zoom_takes() -> None:
    zoom = FakeZoom()

    zoom_answered_by(zoom).make(replace(REQUEST, topic="line\none " + "t" * 300, agenda="a" * 3000))

    body = json.loads(zoom.requests[0].content)
    assert body["topic"].startswith("line one t")
    assert (len(body["topic"]), len(body["agenda"])) == (200, 2000)
    assert body["agenda"].startswith(REQUEST.marker)


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        (MeetingOptions(host_video=True), {"host_video": True}),
        (MeetingOptions(participant_video=False), {"participant_video": False}),
        (MeetingOptions(waiting_room=False), {"waiting_room": False}),
        (MeetingOptions(join_before_host=True), {"join_before_host": True}),
        (MeetingOptions(mute_upon_entry=True), {"mute_upon_entry": True}),
        (MeetingOptions(auto_recording=Recording.NONE), {"auto_recording": "none"}),
        (MeetingOptions(auto_recording=Recording.CLOUD), {"auto_recording": "cloud"}),
        (MeetingOptions(dial_in_countries=frozenset({"DE", "AT"})), {"global_dial_in_countries": ["AT", "DE"]}),
        (MeetingOptions(dial_in_countries=frozenset()), {}),
    ],
)
def test_each_option_is_sent_as_a_setting_and_what_is_left_open_is_not(
    options: MeetingOptions, sent: dict[str, object]
) -> None:
    zoom = FakeZoom()

    zoom_answered_by(zoom).make(replace(REQUEST, options=options))

    [body] = zoom.bodies
    assert body["settings"] == {**sent, "use_pmi": False, "push_change_to_calendar": False}
    assert {"password", "default_password"}.isdisjoint(body)


def test_a_passcode_that_must_be_is_made_here_from_digits() -> None:
    zoom = FakeZoom()

    made = [zoom_answered_by(zoom).make(replace(REQUEST, options=WITH_PASSCODE)) for _ in range(50)]

    sent = [body["password"] for body in zoom.bodies]
    assert all(re.fullmatch(r"[0-9]{10}", password) for password in sent)
    assert not any(abs(int(a) - int(b)) < 2 for password in sent for a, b in itertools.pairwise(password))
    assert len(set(sent)) == 50
    assert [meeting.passcode for meeting in made] == sent


def test_without_a_passcode_zoom_is_told_to_make_none() -> None:
    zoom = FakeZoom()

    zoom_answered_by(zoom).make(replace(REQUEST, options=MeetingOptions(passcode=Passcode.NEVER)))

    [body] = zoom.bodies
    assert body["default_password"] is False
    assert "password" not in body


def test_an_answer_becomes_a_meeting_without_the_hosts_start_link() -> None:
    meeting = zoom_always_answering(httpx.Response(201, json=meeting_body())).make(REQUEST)

    assert meeting.meeting_id == "92674392836"
    assert meeting.join_url == "https://us05web.zoom.us/j/92674392836?pwd=abc"
    assert meeting.passcode == "123456"
    assert meeting.dial_in == (DialIn("US (New York)", "+1 646 558 8656"),)
    assert (meeting.start, meeting.duration_minutes) == (datetime(2026, 10, 20, 9, 30, tzinfo=UTC), 30)
    assert "zak" not in repr(meeting)


def test_a_meeting_may_lack_passcode_and_dial_in() -> None:
    bare = {name: value for name, value in meeting_body().items() if name not in {"password", "settings"}}

    meeting = zoom_always_answering(httpx.Response(201, json=bare)).make(REQUEST)

    assert (meeting.passcode, meeting.dial_in) == ("", ())


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "92674392836"},
        {"id": 9_007_199_254_740_993},
        {"join_url": "http://127.0.0.1:9100/j/1"},
        {"join_url": "http://localhost:9100/j/1"},
        {"join_url": "http://[::1]:9100/j/1"},
        {"settings": None},
        {"settings": {"global_dial_in_numbers": [None, {"number": 7}, {}]}},
    ],
)
def test_unusual_but_usable_answers_are_taken(changes: dict[str, Any]) -> None:
    meeting = zoom_always_answering(httpx.Response(201, json=meeting_body(**changes))).make(REQUEST)

    assert meeting.meeting_id.isdigit()


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": True},
        {"id": 1.5},
        {"id": "../users/me"},
        {"join_url": None},
        {"join_url": ""},
        {"join_url": "http://us05web.zoom.us/j/1"},
        {"join_url": "javascript:alert(1)"},
        {"join_url": "https://"},
        {"join_url": "https://[broken/j/1"},
        {"join_url": "https://zoom.us@evil.example/j/1"},
        {"join_url": "https://us05web.zoom.us/s/1?zak=secret"},
        {"join_url": "https://us05web.zoom.us/j/1?zak=secret"},
        {"join_url": "https://us05web.zoom.us/j/1\n\nHello"},
        {"join_url": "https://us05web.zoom.us/j/" + "1" * 3000},
        {"start_time": None},
        {"start_time": "soon"},
        {"duration": None},
    ],
)
def test_a_created_meeting_that_cannot_be_used_leaves_the_outcome_unknown(changes: dict[str, Any]) -> None:
    zoom = zoom_always_answering(httpx.Response(201, json=meeting_body(**changes)))

    with pytest.raises(OutcomeUnknown):
        zoom.make(REQUEST)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5000])
@pytest.mark.parametrize("status", [200, 201, 204, 500, 502, 503, 403, 408])
def test_a_create_answered_with_garbage_leaves_the_outcome_unknown(status: int, body: bytes) -> None:
    zoom = zoom_always_answering(httpx.Response(status, content=body))

    with pytest.raises(OutcomeUnknown):
        zoom.make(REQUEST)


def test_a_create_is_sent_once_even_when_it_fails() -> None:
    sent: list[httpx.Request] = []

    def failing(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ReadTimeout("slow")

    with pytest.raises(OutcomeUnknown):
        zoom_answered_by(failing).make(REQUEST)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("answered", "dropped"),
    [
        ({}, ("waiting_room", "passcode", "auto_recording", "dial_in_countries")),
        ({"waiting_room": False}, ("passcode", "auto_recording", "dial_in_countries")),
        ({"auto_recording": "cloud"}, ("waiting_room", "passcode", "dial_in_countries")),
        (
            {"global_dial_in_countries": ["DE", "US", "AT"]},
            ("waiting_room", "passcode", "auto_recording"),
        ),
        ({"global_dial_in_countries": []}, ("waiting_room", "passcode", "auto_recording", "dial_in_countries")),
        (
            {"global_dial_in_countries": None, "global_dial_in_numbers": [{"country": "de"}, {"country": "AT"}, 7]},
            ("waiting_room", "passcode", "auto_recording"),
        ),
    ],
)
def test_what_zoom_dropped_in_silence_is_told(answered: dict[str, object], dropped: tuple[str, ...]) -> None:
    wanted = MeetingOptions(
        host_video=True,
        waiting_room=False,
        passcode=Passcode.ALWAYS,
        auto_recording=Recording.CLOUD,
        dial_in_countries=frozenset({"AT", "DE"}),
    )
    settings = {"host_video": True, "waiting_room": True, "auto_recording": "none", "global_dial_in_countries": ["US"]}
    body = meeting_body(password="", settings=settings | answered)

    meeting = zoom_always_answering(httpx.Response(201, json=body)).make(replace(REQUEST, options=wanted))

    assert wanted.dropped(meeting.options) == dropped


@pytest.mark.parametrize("settings", [None, [], "on", {}, {"host_video": "yes", "auto_recording": 7}])
def test_what_an_answer_does_not_tell_does_not_count_as_dropped(settings: object) -> None:
    wanted = MeetingOptions(host_video=True, auto_recording=Recording.LOCAL, dial_in_countries=frozenset({"DE"}))

    body = meeting_body(settings=settings)

    meeting = zoom_always_answering(httpx.Response(201, json=body)).make(replace(REQUEST, options=wanted))

    assert wanted.dropped(meeting.options) == ()
