"""What an event type says about its meetings, as it arrives at the provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from django.utils import timezone

from halfpast.bookings.meetings.rooms import meeting_request
from halfpast.bookings.models import Appointment, Booking, Meeting, Party
from halfpast.bookings.services import book, reschedule
from halfpast.event_types.models import EventType
from halfpast.sandbox.servers import RunningZoom
from tests.studio import Studio, work

pytestmark = pytest.mark.django_db


def live_at(zoom: RunningZoom) -> dict[str, Any]:
    """The only meeting there is, with its settings."""
    (meeting,) = httpx.get(f"{zoom.url}/_sandbox/meetings?state=live").json()["meetings"]
    return dict(meeting)


def booked(studio: Studio, changes: Mapping[str, object], **request: object) -> Booking:
    EventType.objects.filter(pk=studio.event_type.pk).update(**changes)
    event_type = EventType.objects.get(pk=studio.event_type.pk)
    return book(event_type, studio.request(**request), timezone.now()).booking


def test_a_meeting_is_made_as_its_event_type_says(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booked(zoom_studio, {"waiting_room": False, "mute_upon_entry": True, "dial_in_countries": ["DE"]})
    work()

    settings = live_at(zoom)["settings"]
    assert (settings["waiting_room"], settings["mute_upon_entry"]) == (False, True)
    assert settings["global_dial_in_countries"] == ["DE"]
    assert Meeting.objects.get().not_applied == []


def test_what_zoom_dropped_in_silence_is_remembered(zoom: RunningZoom, zoom_studio: Studio) -> None:
    # Zoom's accounts wait by themselves, and with a waiting room nobody joins before the host.
    booked(zoom_studio, {"join_before_host": True, "host_video": True})
    work()

    assert Meeting.objects.get().not_applied == ["join_before_host"]


def test_a_guest_gets_the_passcode_that_was_made_here(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booked(zoom_studio, {"passcode": "always"})
    work()

    passcode = Meeting.objects.get().passcode
    assert (len(passcode), passcode.isdigit()) == (10, True)
    assert live_at(zoom)["password"] == passcode


def test_moving_keeps_options_passcode_and_link_and_fills_the_words_anew(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    booking = booked(zoom_studio, {"passcode": "always", "waiting_room": False, "topic_template": "{guests}, {date}"})
    work()
    before, row = live_at(zoom), Meeting.objects.get()

    booking.refresh_from_db()
    reschedule(booking, zoom_studio.a_start(days=3), by=Party.GUEST, now=timezone.now())
    work()

    after, moved = live_at(zoom), Meeting.objects.get()
    assert (moved.join_url, moved.passcode) == (row.join_url, row.passcode)
    assert (after["settings"], after["password"]) == (before["settings"], before["password"])
    assert after["topic"] != before["topic"]


def test_topic_and_agenda_are_the_hosts_own_words(zoom: RunningZoom, zoom_studio: Studio) -> None:
    templates = {"topic_template": "{title}: {guests}", "agenda_template": "{host} of {workspace}\n{length}\n{answers}"}
    booked(zoom_studio, templates, answers={"Topic": "Moving\nhouse"})
    work()

    meeting = live_at(zoom)
    assert meeting["topic"] == "30 minute meeting: Grace Guest"
    marker, _, agenda = meeting["agenda"].partition("\n")
    assert marker.startswith("hp-")
    assert agenda == "Hanna Host of Studio\n30 minutes\nTopic: Moving\nhouse"


def test_the_time_in_the_words_is_by_the_clock_of_the_appointment(zoom_studio: Studio) -> None:
    booking = booked(zoom_studio, {"topic_template": "{time}"})
    appointment = Appointment.objects.get(pk=booking.appointment_id)
    Appointment.objects.filter(pk=appointment.pk).update(time_zone="Asia/Tokyo")
    appointment.refresh_from_db()

    assert meeting_request(appointment, "hp-1").topic == "17:00–17:30, Asia/Tokyo (JST)"


@pytest.mark.parametrize(
    "name",
    ["{title}", "{host.password}", "{", "}}", "%(title)s", "Eve\nPasscode: 1", "Eve\u2028Adam", "\u202eevE", "ä" * 200],
)
def test_no_name_of_a_guest_changes_the_shape_of_a_meeting(zoom: RunningZoom, zoom_studio: Studio, name: str) -> None:
    booking = booked(zoom_studio, {"topic_template": "{guests} | {host}", "agenda_template": "{guests}\n{workspace}"})
    # As if the checks on the way in had let it pass.
    Booking.objects.filter(pk=booking.pk).update(name=name)
    work()

    meeting = live_at(zoom)
    told = " ".join(name.replace("\u202e", " ").split())
    assert meeting["topic"] == f"{told} | Hanna Host"[:200]
    assert meeting["agenda"].split("\n")[1:] == [told, "Studio"]
