"""What becomes of each promise when the Zoom app was not given its scope."""

from __future__ import annotations

import httpx
import pytest
from django.core import mail
from django.utils import timezone

from halfpast.bookings.invitation import join_details
from halfpast.bookings.models import Booking, LinkState, Meeting, MeetingState, Party
from halfpast.bookings.refusals import PlaceUnavailable
from halfpast.bookings.services import book, cancel, reschedule
from halfpast.bookings.timeline import lines_of
from halfpast.connections.models import ConnectionState
from halfpast.event_types.models import OnUnavailable, Place, PlaceKind
from halfpast.sandbox.servers import RunningZoom
from halfpast.sandbox.zoom.settings import ALL_SCOPES
from tests.bookings.test_meetings import appointment_of, booked, fail_next, live_at
from tests.studio import Studio, connect_at, make_studio, work, work_for

pytestmark = pytest.mark.django_db


def connected_without(zoom: RunningZoom, *scopes: str) -> Studio:
    granted = [scope for scope in ALL_SCOPES if scope not in scopes]
    zoom.state.change_settings({"granted_scopes": granted})
    studio = make_studio()
    connect_at(zoom, studio.owner)
    return studio


def calls(zoom: RunningZoom, method: str, path: str = "/v2") -> int:
    found = httpx.get(f"{zoom.url}/_sandbox/ledger", params={"method": method, "path": path}).json()["ledger"]
    return len(found)


def moved(booking: Booking, studio: Studio) -> Booking:
    booking.refresh_from_db()
    return reschedule(booking, studio.a_start(days=3), by=Party.GUEST, now=timezone.now())


def told(booking: Booking) -> list[str]:
    return [line.event for line in lines_of(booking)]


def test_without_the_right_to_change_a_moved_booking_gets_a_new_meeting_and_the_old_one_goes(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:update:meeting")
    booking = booked(studio)
    work()
    (old,) = live_at(zoom)
    moved(booking, studio)
    work_for(10)
    (new,) = live_at(zoom)
    assert new["id"] != old["id"]
    assert new["start_time"] == studio.a_start(days=3).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert calls(zoom, "PATCH") == 0
    assert "meeting_replaced" in told(booking)


def test_the_guest_is_told_that_the_link_is_another_one(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:update:meeting")
    booking = booked(studio)
    work()
    moved(booking, studio)
    mail.outbox.clear()
    work_for(10)
    link = Meeting.objects.get(appointment=booking.appointment_id, is_current=True).join_url
    assert appointment_of(booking).link_replaced
    assert all(link in sent.message().get_body(("plain",)).get_content() for sent in mail.outbox)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["grace@example.org", "studio@example.com"]


def test_a_moved_booking_whose_link_changes_does_not_show_the_old_one(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:update:meeting")
    booking = booked(studio)
    work()
    moved(booking, studio)
    details = join_details(Booking.objects.get())
    assert (details.state, details.join_url) == (LinkState.MAKING, "")


def test_an_old_link_stands_when_no_other_meeting_can_be_made_after_all(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:update:meeting")
    booking = booked(studio)
    work()
    moved(booking, studio)
    studio.owner.connections.update(state=ConnectionState.RECONNECT_NEEDED)
    work()
    appointment = appointment_of(booking)
    assert (appointment.link_state, appointment.link_replaced) == (LinkState.READY, False)
    assert "move_refused" in told(booking)


def test_zoom_saying_only_at_the_call_that_changes_are_not_allowed_ends_the_same(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    booking = booked(zoom_studio)
    work()
    lacks = {"code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:update:meeting]."}
    fail_next(zoom, "status", method="PATCH", path="/v2/meetings", status=400, body=lacks)
    moved(booking, zoom_studio)
    work_for(10)
    assert len(live_at(zoom)) == 1
    assert "meeting_replaced" in told(booking)


def test_a_lost_answer_to_the_replacement_does_not_bring_the_old_meeting_back(zoom: RunningZoom) -> None:
    """The old meeting carries the same mark, on the same day, as long as it is not deleted."""
    studio = connected_without(zoom, "meeting:update:meeting", "meeting:delete:meeting")
    booking = booked(studio)
    work()
    (old,) = live_at(zoom)
    booking.refresh_from_db()
    fail_next(zoom, "drop_after")
    reschedule(booking, studio.a_start(hour=10), by=Party.GUEST, now=timezone.now())
    work_for(40)
    current = Meeting.objects.get(appointment=booking.appointment_id, is_current=True)
    assert current.meeting_id != str(old["id"])
    assert len(live_at(zoom)) == 2


def test_without_the_right_to_change_or_delete_the_old_meeting_is_said_to_exist(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:update:meeting", "meeting:delete:meeting")
    booking = booked(studio)
    work()
    moved(booking, studio)
    work_for(10)
    assert len(live_at(zoom)) == 2
    assert {"meeting_replaced", "meeting_left_over"} <= set(told(booking))


def test_without_the_right_to_delete_a_cancelled_booking_says_that_its_meeting_still_exists(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:delete:meeting")
    booking = booked(studio)
    work()
    cancel(booking, by=Party.GUEST, now=timezone.now())
    work()
    line = next(line for line in lines_of(booking) if line.event == "meeting_left_over")
    assert "still exists at Zoom" in line.text
    assert "meeting:delete:meeting" in line.text
    assert Meeting.objects.get().state == MeetingState.LEFT_OVER
    assert calls(zoom, "DELETE") == 0


def test_what_could_not_be_deleted_is_deleted_after_connecting_with_the_right_to(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:delete:meeting")
    booking = booked(studio)
    work()
    cancel(booking, by=Party.GUEST, now=timezone.now())
    work()
    zoom.state.change_settings({"granted_scopes": list(ALL_SCOPES)})
    connect_at(zoom, studio.owner)
    work()
    assert live_at(zoom) == []


def test_without_the_right_to_read_a_meeting_is_moved_unchecked(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:read:meeting")
    booking = booked(studio)
    work()
    moved(booking, studio)
    work()
    (meeting,) = live_at(zoom)
    assert meeting["start_time"] == studio.a_start(days=3).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "move_unchecked" in told(booking)


def test_without_the_right_to_list_nothing_is_looked_for_and_the_link_comes_first(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:read:list_meetings")
    fail_next(zoom, "drop_after")
    booking = booked(studio)
    work_for(40)
    assert appointment_of(booking).link_state == LinkState.READY
    assert calls(zoom, "GET", "/v2/users/me/meetings") == 0
    assert "meeting_not_found" in told(booking)


def test_without_the_right_to_make_meetings_a_booking_is_refused_in_plain_words(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:write:meeting")
    with pytest.raises(PlaceUnavailable, match="does not let us make meetings"):
        book(studio.event_type, studio.request(), timezone.now())


def test_without_the_right_to_make_meetings_the_next_place_steps_in(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:write:meeting")
    Place.objects.create(event_type=studio.event_type, position=1, kind=PlaceKind.LINK, url="https://meet.example/x")
    booking = booked(studio)
    assert appointment_of(booking).place_kind == PlaceKind.LINK


def test_a_type_that_books_without_a_link_needs_no_right_to_make_meetings(zoom: RunningZoom) -> None:
    studio = connected_without(zoom, "meeting:write:meeting")
    studio.event_type.on_unavailable = OnUnavailable.BOOK_WITHOUT_LINK
    studio.event_type.save()
    booking = booked(studio)
    work()
    assert appointment_of(booking).link_state == LinkState.IMPOSSIBLE
    assert calls(zoom, "POST", "/v2/users/me/meetings") == 0
