"""What every vendor of meetings must do, whatever stands behind it: a fake, a simulator or the real thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from halfpast.providers.conferencing import (
    ConferencingProvider,
    MadeMeeting,
    MeetingOptions,
    MeetingRequest,
    Passcode,
    Recording,
)
from halfpast.providers.errors import MeetingGone

Promise = Callable[[ConferencingProvider], None]

# Each the opposite of what the accounts of the tests have by themselves, as far as these allow a choice.
OPEN_DOOR = MeetingOptions(
    host_video=True,
    participant_video=True,
    waiting_room=False,
    join_before_host=True,
    mute_upon_entry=True,
    auto_recording=Recording.LOCAL,
    dial_in_countries=frozenset({"DE"}),
)


def request_in(days: int = 3) -> MeetingRequest:
    """A request nobody made before."""
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    return MeetingRequest(
        marker=f"[halfpast {uuid4()}]",
        topic="Introduction, Ada and Grace",
        agenda="What we agreed to talk about.",
        start=start,
        duration_minutes=30,
        time_zone="Europe/Berlin",
    )


def a_made_meeting_has_a_link_at_the_asked_time(provider: ConferencingProvider) -> None:
    request = request_in()
    meeting = provider.make(request)
    assert meeting.meeting_id
    assert meeting.join_url.startswith("http")
    assert (meeting.start, meeting.duration_minutes) == (request.start, request.duration_minutes)
    provider.cancel(meeting.meeting_id)


def a_made_meeting_is_found_by_its_marker(provider: ConferencingProvider) -> None:
    request = request_in()
    meeting = provider.make(request)
    found = provider.find(request.marker, request.start)
    assert [(one.meeting_id, one.join_url) for one in found] == [(meeting.meeting_id, meeting.join_url)]
    provider.cancel(meeting.meeting_id)


def twins_with_one_marker_are_both_found(provider: ConferencingProvider) -> None:
    request = request_in()
    twins = [provider.make(request), provider.make(request)]
    assert _ids(provider.find(request.marker, request.start)) == _ids(twins)
    for twin in twins:
        provider.cancel(twin.meeting_id)


def another_marker_finds_nothing(provider: ConferencingProvider) -> None:
    request = request_in()
    meeting = provider.make(request)
    assert provider.find(request_in().marker, request.start) == ()
    assert provider.find(request.marker[:-4], request.start) == ()
    provider.cancel(meeting.meeting_id)


def a_long_agenda_leaves_the_marker_findable(provider: ConferencingProvider) -> None:
    request = replace(request_in(), agenda="Very much to talk about. " * 200, topic="T" * 400)
    meeting = provider.make(request)
    assert _ids(provider.find(request.marker, request.start)) == {meeting.meeting_id}
    provider.cancel(meeting.meeting_id)


def a_moved_meeting_keeps_its_link(provider: ConferencingProvider) -> None:
    request = request_in()
    meeting = provider.make(request)
    later = replace(request, start=request.start + timedelta(days=10), duration_minutes=45)
    moved = provider.move(meeting.meeting_id, later)
    assert moved is not None
    assert (moved.meeting_id, moved.join_url) == (meeting.meeting_id, meeting.join_url)
    assert (moved.start, moved.duration_minutes) == (later.start, 45)
    provider.cancel(meeting.meeting_id)


def a_moved_meeting_is_found_on_its_new_day(provider: ConferencingProvider) -> None:
    request = request_in()
    meeting = provider.make(request)
    later = replace(request, start=request.start + timedelta(days=10))
    provider.move(meeting.meeting_id, later)
    assert _ids(provider.find(request.marker, later.start)) == {meeting.meeting_id}
    provider.cancel(meeting.meeting_id)


def cancelling_twice_is_like_cancelling_once(provider: ConferencingProvider) -> None:
    request = request_in()
    meeting = provider.make(request)
    provider.cancel(meeting.meeting_id)
    provider.cancel(meeting.meeting_id)
    assert provider.find(request.marker, request.start) == ()


def a_cancelled_meeting_cannot_be_moved(provider: ConferencingProvider) -> None:
    request = request_in()
    meeting = provider.make(request)
    provider.cancel(meeting.meeting_id)
    with pytest.raises(MeetingGone):
        provider.move(meeting.meeting_id, request)


def every_option_asked_for_is_applied_and_told(provider: ConferencingProvider) -> None:
    meeting = provider.make(replace(request_in(), options=OPEN_DOOR))
    assert replace(meeting.options, passcode=None) == OPEN_DOOR
    assert OPEN_DOOR.dropped(meeting.options) == ()
    provider.cancel(meeting.meeting_id)


def a_passcode_is_there_when_it_must_be_and_not_when_it_must_not(provider: ConferencingProvider) -> None:
    for passcode, expected in ((Passcode.ALWAYS, True), (Passcode.NEVER, False)):
        meeting = provider.make(replace(request_in(), options=MeetingOptions(passcode=passcode)))
        assert bool(meeting.passcode) is expected
        assert meeting.options.passcode is passcode
        provider.cancel(meeting.meeting_id)


def a_moved_meeting_keeps_its_options(provider: ConferencingProvider) -> None:
    request = replace(request_in(), options=replace(OPEN_DOOR, passcode=Passcode.ALWAYS))
    meeting = provider.make(request)
    later = replace(request, start=request.start + timedelta(days=1), options=MeetingOptions())
    moved = provider.move(meeting.meeting_id, later)
    assert moved is not None
    assert (moved.options, moved.passcode, moved.join_url) == (meeting.options, meeting.passcode, meeting.join_url)
    provider.cancel(meeting.meeting_id)


def an_option_the_account_forbids_is_told_as_dropped(provider: ConferencingProvider) -> None:
    wanted = MeetingOptions(waiting_room=False, host_video=True)
    meeting = provider.make(replace(request_in(), options=wanted))
    assert wanted.dropped(meeting.options) == ("waiting_room",)
    provider.cancel(meeting.meeting_id)


def a_passcode_the_account_insists_on_is_told_as_dropped(provider: ConferencingProvider) -> None:
    wanted = MeetingOptions(passcode=Passcode.NEVER)
    meeting = provider.make(replace(request_in(), options=wanted))
    assert meeting.passcode
    assert wanted.dropped(meeting.options) == ("passcode",)
    provider.cancel(meeting.meeting_id)


PROMISES: tuple[Promise, ...] = (
    a_made_meeting_has_a_link_at_the_asked_time,
    a_made_meeting_is_found_by_its_marker,
    twins_with_one_marker_are_both_found,
    another_marker_finds_nothing,
    a_long_agenda_leaves_the_marker_findable,
    a_moved_meeting_keeps_its_link,
    a_moved_meeting_is_found_on_its_new_day,
    cancelling_twice_is_like_cancelling_once,
    a_cancelled_meeting_cannot_be_moved,
    every_option_asked_for_is_applied_and_told,
    a_passcode_is_there_when_it_must_be_and_not_when_it_must_not,
    a_moved_meeting_keeps_its_options,
)
# On an account whose waiting rooms and passcodes cannot be switched off.
STRICT_PROMISES: tuple[Promise, ...] = (
    a_made_meeting_has_a_link_at_the_asked_time,
    an_option_the_account_forbids_is_told_as_dropped,
    a_passcode_the_account_insists_on_is_told_as_dropped,
    a_moved_meeting_keeps_its_link,
)


def _ids(meetings: tuple[MadeMeeting, ...] | list[MadeMeeting]) -> set[str]:
    return {meeting.meeting_id for meeting in meetings}
