"""Results that come when the world has moved on: another attempt, another connection, a second meeting."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from django.utils import timezone

from halfpast.bookings.meetings.markers import marker_of
from halfpast.bookings.meetings.rooms import conferencing, meeting_request
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting, MeetingState, Party
from halfpast.bookings.services import book, cancel
from halfpast.bookings.timeline import lines_of
from halfpast.connections.models import Connection
from halfpast.connections.removal import deauthorize, disconnect
from halfpast.effects.models import Effect, EffectState
from halfpast.providers.zoom_notices import Deauthorization
from halfpast.sandbox.servers import RunningZoom
from tests.bookings.test_meetings import fail_next, live_at
from tests.studio import Studio, connect_at, let_pass, make_studio, work, work_for
from tests.threads import all_at_once, until


@pytest.fixture
def studio_at_zoom(transactional_db: None, zoom: RunningZoom) -> Studio:
    studio = make_studio()
    connect_at(zoom, studio.owner)
    return studio


def booked(studio: Studio) -> Booking:
    return book(studio.event_type, studio.request(), timezone.now()).booking


def while_a_slow_create_runs(zoom: RunningZoom, act: Callable[[], object]) -> None:
    """Zoom makes the meeting only after a second; the act happens before."""
    fail_next(zoom, "delay", seconds=1.0)

    def meanwhile() -> None:
        until(lambda: Effect.objects.filter(kind="meeting", state=EffectState.SENDING).exists())
        act()

    assert [each for each in all_at_once([work, meanwhile]) if isinstance(each, Exception)] == []


def removed_at_zoom(connection: Connection) -> None:
    now = timezone.now()
    notice = Deauthorization(connection.account_id, "its account", connection.app_client_id, now)
    assert deauthorize(notice, now)


@pytest.mark.parametrize("end", [lambda connection: disconnect(connection.pk), removed_at_zoom])
def test_a_meeting_that_arrives_after_the_connection_ended_is_not_taken_and_the_host_reads_of_it(
    zoom: RunningZoom, studio_at_zoom: Studio, end: Callable[[Connection], None]
) -> None:
    booking = booked(studio_at_zoom)
    connection = studio_at_zoom.owner.connections.get()
    fail_next(zoom, "slow_drip", seconds=2)

    def meanwhile() -> None:
        until(lambda: len(live_at(zoom)) == 1)
        end(connection)

    assert all_at_once([work, meanwhile]) == [None, None]
    work_for(20)
    assert Appointment.objects.get().link_state == LinkState.OWED
    assert Meeting.objects.get().state == MeetingState.LEFT_OVER
    assert {"link_owed", "meeting_left_over"} <= {line.event for line in lines_of(booking)}


def test_a_disconnect_before_the_meeting_is_made_leaves_none(zoom: RunningZoom, studio_at_zoom: Studio) -> None:
    booked(studio_at_zoom)
    connection = studio_at_zoom.owner.connections.get()
    while_a_slow_create_runs(zoom, lambda: disconnect(connection.pk))
    work_for(20)
    assert live_at(zoom) == []
    assert Appointment.objects.get().link_state == LinkState.OWED


def test_a_meeting_that_arrives_after_a_reconnect_is_deleted_and_another_is_made(
    zoom: RunningZoom, studio_at_zoom: Studio
) -> None:
    booked(studio_at_zoom)
    while_a_slow_create_runs(zoom, lambda: connect_at(zoom, studio_at_zoom.owner))
    work_for(40)
    (meeting,) = live_at(zoom)
    assert Meeting.objects.get(is_current=True).meeting_id == str(meeting["id"])
    assert Appointment.objects.get().link_state == LinkState.READY


def test_a_ghost_that_answers_after_its_lease_leaves_one_meeting(zoom: RunningZoom, studio_at_zoom: Studio) -> None:
    booked(studio_at_zoom)

    def another_worker_takes_over() -> None:
        let_pass(31)
        work()

    while_a_slow_create_runs(zoom, another_worker_takes_over)
    work_for(600, step=30)
    (meeting,) = live_at(zoom)
    assert Meeting.objects.get(is_current=True).meeting_id == str(meeting["id"])


def test_a_cancel_during_a_slow_create_leaves_no_meeting(zoom: RunningZoom, studio_at_zoom: Studio) -> None:
    booking = booked(studio_at_zoom)
    while_a_slow_create_runs(zoom, lambda: cancel(booking, by=Party.GUEST, now=timezone.now()))
    work_for(20)
    assert live_at(zoom) == []


def make_a_twin(studio: Studio) -> None:
    appointment, effect = Appointment.objects.get(), Effect.objects.get(kind="meeting")
    request = meeting_request(appointment, marker_of(effect.pk))
    conferencing("zoom", studio.owner.connections.get(), lambda room: room.make(request))


def test_of_two_meetings_found_after_an_interruption_one_stays(zoom: RunningZoom, studio_at_zoom: Studio) -> None:
    booked(studio_at_zoom)
    make_a_twin(studio_at_zoom)
    fail_next(zoom, "drop_after")
    work_for(60)
    (meeting,) = live_at(zoom)
    assert Meeting.objects.get(is_current=True).meeting_id == str(meeting["id"])
    assert Meeting.objects.filter(state=MeetingState.DELETED).count() == 1


def test_a_surplus_meeting_that_zoom_will_not_delete_yet_is_tried_again(
    zoom: RunningZoom, studio_at_zoom: Studio
) -> None:
    booked(studio_at_zoom)
    make_a_twin(studio_at_zoom)
    fail_next(zoom, "drop_after")
    fail_next(zoom, "status", method="DELETE", path="/v2/meetings", status=503, body="busy", times=2)
    work_for(60)
    assert len(live_at(zoom)) == 1


def test_a_surplus_meeting_that_zoom_refuses_to_delete_is_listed_to_the_host(
    zoom: RunningZoom, studio_at_zoom: Studio
) -> None:
    booking = booked(studio_at_zoom)
    make_a_twin(studio_at_zoom)
    fail_next(zoom, "drop_after")
    missing = {"code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:delete:meeting]."}
    fail_next(zoom, "status", method="DELETE", path="/v2/meetings", status=400, body=missing, times=5)
    work_for(60)
    assert Meeting.objects.filter(state=MeetingState.LEFT_OVER, is_current=False).count() == 1
    assert "meeting_left_over" in [line.event for line in lines_of(booking)]


def test_a_sweep_without_a_connection_ends(zoom: RunningZoom, studio_at_zoom: Studio) -> None:
    booked(studio_at_zoom)
    fail_next(zoom, "drop_before")
    work_for(30)
    httpx.delete(f"{zoom.url}/_sandbox/faults")
    disconnect(studio_at_zoom.owner.connections.get().pk)
    work_for(120)
    assert Effect.objects.get(kind="meeting_sweep").state == EffectState.REFUSED
