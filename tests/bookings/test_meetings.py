from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.core import mail
from django.utils import timezone

from halfpast.bookings.meetings.markers import marker_of
from halfpast.bookings.meetings.rooms import conferencing, meeting_request
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting, MeetingState, Party
from halfpast.bookings.services import book, cancel, reschedule
from halfpast.bookings.timeline import lines_of
from halfpast.connections.removal import disconnect
from halfpast.effects.models import Effect, EffectState
from halfpast.event_types.models import EventType, OnCancel, OnUnavailable, Place, PlaceKind
from halfpast.sandbox.servers import RunningZoom
from tests.studio import Studio, connect_at, let_pass, work, work_for
from tests.threads import until

pytestmark = pytest.mark.django_db


def live_at(zoom: RunningZoom) -> list[dict[str, object]]:
    return list(httpx.get(f"{zoom.url}/_sandbox/meetings?state=live").json()["meetings"])


def fail_next(
    zoom: RunningZoom,
    kind: str,
    *,
    method: str = "POST",
    path: str = "/v2/users/me/meetings",
    times: int = 1,
    **details: object,
) -> None:
    body = {"match": {"method": method, "path": path}, "fault": {"kind": kind, **details}, "times": times}
    httpx.post(f"{zoom.url}/_sandbox/faults", json=body).raise_for_status()


def booked(studio: Studio, **changes: object) -> Booking:
    return book(studio.event_type, studio.request(**changes), timezone.now()).booking


def appointment_of(booking: Booking) -> Appointment:
    return Appointment.objects.get(pk=booking.appointment_id)


def test_a_booking_gets_a_meeting_of_its_own(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    (meeting,) = live_at(zoom)
    row = Meeting.objects.get(appointment=booking.appointment_id, is_current=True)
    assert row.meeting_id == str(meeting["id"])
    assert row.join_url == meeting["join_url"]
    assert appointment_of(booking).link_state == LinkState.READY


def test_both_mails_carry_the_link_once_it_is_there(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    link = Meeting.objects.get(appointment=booking.appointment_id).join_url
    assert sorted(sent.to[0] for sent in mail.outbox) == ["grace@example.org", "studio@example.com"]
    assert all(link in sent.message().get_body(("plain",)).get_content() for sent in mail.outbox)


def test_moving_keeps_the_meeting_and_its_link(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    link = Meeting.objects.get(appointment=booking.appointment_id).join_url
    booking.refresh_from_db()
    later = zoom_studio.a_start(days=3)
    reschedule(booking, later, by=Party.GUEST, now=timezone.now())
    work()
    (meeting,) = live_at(zoom)
    assert meeting["start_time"] == later.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert Meeting.objects.get(appointment=booking.appointment_id).join_url == link == meeting["join_url"]


def test_cancelling_deletes_the_meeting(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    cancel(booking, by=Party.GUEST, now=timezone.now())
    work()
    assert live_at(zoom) == []
    assert Meeting.objects.get(appointment=booking.appointment_id).state == MeetingState.DELETED


def test_a_meeting_deleted_at_zoom_already_counts_as_deleted(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    fail_next(
        zoom,
        "status",
        method="DELETE",
        path="/v2/meetings",
        status=404,
        body={"code": 3001, "message": "Meeting does not exist: 1."},
    )
    cancel(booking, by=Party.GUEST, now=timezone.now())
    work()
    assert Effect.objects.get(kind="meeting").state == EffectState.DONE


@pytest.mark.parametrize("fault", ["drop_after", "garbage", "truncated"])
def test_a_meeting_made_before_the_answer_was_lost_is_found_and_not_made_again(
    zoom: RunningZoom, zoom_studio: Studio, fault: str
) -> None:
    fail_next(zoom, fault)
    booking = booked(zoom_studio)
    work_for(40)
    (meeting,) = live_at(zoom)
    assert Meeting.objects.get(appointment=booking.appointment_id, is_current=True).meeting_id == str(meeting["id"])


@pytest.mark.parametrize("fault", ["drop_before", "refuse"])
def test_a_call_that_was_not_applied_is_made_again_once(zoom: RunningZoom, zoom_studio: Studio, fault: str) -> None:
    fail_next(zoom, fault)
    booked(zoom_studio)
    work_for(60)
    assert len(live_at(zoom)) == 1


def test_a_worker_killed_before_it_recorded_leaves_one_meeting(
    zoom: RunningZoom, zoom_studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = booked(zoom_studio)
    with monkeypatch.context() as killed:
        killed.setattr("halfpast.bookings.meetings.performing._record", _killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert Effect.objects.get(kind="meeting").state == EffectState.SENDING
    let_pass(31)
    work_for(20)
    assert len(live_at(zoom)) == 1
    assert appointment_of(booking).link_state == LinkState.READY


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_late_twin_is_swept_away(zoom: RunningZoom, zoom_studio: Studio) -> None:
    fail_next(zoom, "late", seconds=0.3)
    fail_next(zoom, "status", method="GET", status=200, body={"meetings": [], "next_page_token": ""}, times=2)
    booked(zoom_studio)
    work_for(30)
    until(lambda: len(live_at(zoom)) == 2)
    work_for(120)
    assert len(live_at(zoom)) == 1
    assert Meeting.objects.get(is_current=True).meeting_id == str(live_at(zoom)[0]["id"])


def test_a_cancel_while_the_meeting_is_being_made_ends_without_one(zoom: RunningZoom, zoom_studio: Studio) -> None:
    fail_next(zoom, "drop_after")
    booking = booked(zoom_studio)
    work()
    cancel(booking, by=Party.GUEST, now=timezone.now())
    work_for(40)
    assert live_at(zoom) == []


def test_a_refused_meeting_falls_back_to_the_next_place(zoom: RunningZoom, zoom_studio: Studio) -> None:
    Place.objects.create(
        event_type=zoom_studio.event_type, position=1, kind=PlaceKind.IN_PERSON, address="Main Street 1"
    )
    fail_next(zoom, "status", status=400, body={"code": 3161, "message": "not allowed"})
    booking = booked(zoom_studio)
    work()
    appointment = appointment_of(booking)
    assert (appointment.place_kind, appointment.fallback_from) == (PlaceKind.IN_PERSON, PlaceKind.ZOOM)
    assert all("Main Street 1" in sent.message().get_body(("plain",)).get_content() for sent in mail.outbox)


def test_without_another_place_the_link_is_owed_and_comes_after_a_reconnect(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    booking = booked(zoom_studio)
    disconnect(zoom_studio.owner.connections.get().pk)
    work()
    assert appointment_of(booking).link_state == LinkState.OWED
    connect_at(zoom, zoom_studio.owner)
    work_for(30)
    assert appointment_of(booking).link_state == LinkState.READY
    assert [sent.subject.partition(":")[0] for sent in mail.outbox] == [
        "Confirmed",
        "Link needed",
        "How to join",
        "How to join",
    ]


def test_the_mail_waits_a_minute_for_the_link_then_promises_it(zoom: RunningZoom, zoom_studio: Studio) -> None:
    fail_next(zoom, "status", status=429, body={"code": 429, "message": "maximum per-second rate limit"}, times=100)
    booked(zoom_studio)
    work_for(50)
    assert mail.outbox == []
    work_for(20)
    assert all("to follow" in sent.message().get_body(("plain",)).get_content() for sent in mail.outbox)
    httpx.delete(f"{zoom.url}/_sandbox/faults")
    work_for(90)
    assert len(mail.outbox) == 4
    assert "SEQUENCE:1" in _calendar_of(mail.outbox[-1])


def _calendar_of(sent: mail.EmailMessage) -> str:
    part = next(each for each in sent.message().walk() if each.get_content_type() == "application/ics")
    return str(part.get_content().decode())


def test_a_disconnect_keeps_links_and_says_what_is_left_at_zoom(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    disconnect(zoom_studio.owner.connections.get().pk)
    work()
    assert appointment_of(booking).link_state == LinkState.READY
    cancel(booking, by=Party.HOST, now=timezone.now())
    work()
    assert Meeting.objects.get().state == MeetingState.LEFT_OVER
    assert booking.appointment.timeline.filter(event="meeting_left_over").count() == 1


def test_a_meeting_that_vanished_at_zoom_is_replaced_and_the_guest_is_told(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    booking = booked(zoom_studio)
    work()
    fail_next(zoom, "status", method="PATCH", path="/v2/meetings", status=404, body={"code": 3001, "message": "gone"})
    booking.refresh_from_db()
    reschedule(booking, zoom_studio.a_start(days=2), by=Party.GUEST, now=timezone.now())
    work_for(10)
    assert Meeting.objects.filter(appointment=booking.appointment_id, is_current=True).count() == 1
    assert Meeting.objects.filter(state=MeetingState.GONE).count() == 1
    assert appointment_of(booking).link_state == LinkState.READY


def test_the_meeting_carries_our_marker_first_the_hosts_zone_and_never_the_personal_room(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    booking = booked(zoom_studio)
    work()
    (meeting,) = live_at(zoom)
    effect = Effect.objects.get(kind="meeting")
    assert str(meeting["agenda"]).startswith(marker_of(effect.pk))
    assert meeting["start_time"] == booking.appointment.start.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (meeting["timezone"], meeting["duration"]) == ("Europe/Berlin", 30)
    assert meeting["settings"]["use_pmi"] is False  # type: ignore[index]


def test_moving_changes_one_meeting_even_while_it_is_being_made(zoom: RunningZoom, zoom_studio: Studio) -> None:
    fail_next(zoom, "drop_after")
    booking = booked(zoom_studio)
    work()
    later = zoom_studio.a_start(days=3)
    reschedule(booking, later, by=Party.GUEST, now=timezone.now())
    work_for(40)
    (meeting,) = live_at(zoom)
    assert meeting["start_time"] == later.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_an_event_type_may_keep_its_meetings_after_a_cancel(zoom: RunningZoom, zoom_studio: Studio) -> None:
    EventType.objects.update(on_cancel=OnCancel.KEEP)
    booking = booked(zoom_studio)
    work()
    cancel(booking, by=Party.GUEST, now=timezone.now())
    work()
    assert len(live_at(zoom)) == 1
    assert Meeting.objects.get().state == MeetingState.KEPT


def test_a_type_that_books_without_link_says_so_instead_of_owing_one(zoom: RunningZoom, zoom_studio: Studio) -> None:
    EventType.objects.update(on_unavailable=OnUnavailable.BOOK_WITHOUT_LINK)
    zoom_studio.owner.connections.all().delete()
    booking = booked(zoom_studio)
    work()
    assert appointment_of(booking).link_state == LinkState.IMPOSSIBLE
    assert len(mail.outbox) == 2


def test_an_appointment_that_is_over_gets_no_meeting_any_more(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    past = timezone.now() - timedelta(days=1)
    Appointment.objects.update(start=past, end=past + timedelta(minutes=30))
    work()
    assert live_at(zoom) == []
    assert Effect.objects.get(kind="meeting", subject_id=booking.appointment_id).state == EffectState.DROPPED


def test_zooms_daily_limit_waits_for_the_next_day_and_the_mails_do_not(zoom: RunningZoom, zoom_studio: Studio) -> None:
    fail_next(zoom, "rate_day")
    booked(zoom_studio)
    work_for(70)
    assert len(mail.outbox) == 2
    assert live_at(zoom) == []
    let_pass(24 * 3600)
    work()
    assert len(live_at(zoom)) == 1


def test_cancelling_while_zoom_answers_500_still_deletes_the_meeting(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    fail_next(zoom, "status", method="DELETE", path="/v2/meetings", status=500, body="oops", times=3)
    cancel(booking, by=Party.GUEST, now=timezone.now())
    work_for(30)
    assert live_at(zoom) == []


def test_a_meeting_of_somebody_elses_is_never_taken_for_ours(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    effect = Effect.objects.get(kind="meeting")
    foreign = f"hp-{effect.pk}-{'0' * 24}"
    conferencing(
        "zoom",
        zoom_studio.owner.connections.get(),
        lambda room: room.make(meeting_request(booking.appointment, foreign)),
    )
    fail_next(zoom, "drop_before")
    work_for(40)
    assert len(live_at(zoom)) == 2
    assert Meeting.objects.count() == 1


def test_a_meeting_that_may_exist_but_cannot_be_looked_for_is_told_to_the_host(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    fail_next(zoom, "drop_after")
    booking = booked(zoom_studio)
    work()
    disconnect(zoom_studio.owner.connections.get().pk)
    cancel(booking, by=Party.HOST, now=timezone.now())
    work_for(40)
    assert [line.event for line in lines_of(booking)].count("meeting_not_found") == 1


def test_without_the_right_to_look_the_link_comes_first_and_the_host_is_told(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    missing = {"code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:read:list_meetings]."}
    fail_next(zoom, "drop_after")
    fail_next(zoom, "status", method="GET", status=400, body=missing, times=5)
    booking = booked(zoom_studio)
    work_for(40)
    assert appointment_of(booking).link_state == LinkState.READY
    assert "meeting_not_found" in [line.event for line in lines_of(booking)]


def test_looking_for_a_lost_meeting_lists_the_day_it_was_asked_for_even_after_a_move(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    fail_next(zoom, "drop_after")
    booking = booked(zoom_studio)
    asked_for = booking.appointment.start
    work()
    reschedule(booking, zoom_studio.a_start(days=8), by=Party.GUEST, now=timezone.now())
    work_for(40)
    calls = httpx.get(f"{zoom.url}/_sandbox/ledger?method=GET&path=/v2/users/me/meetings").json()["ledger"]
    assert {f"from={asked_for:%Y-%m-%d}" in call["query"] for call in calls} == {True}
    assert len(live_at(zoom)) == 1


def test_a_provider_that_gives_an_id_twice_does_not_stop_the_second_booking(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    """As one does whose data was lost."""
    first = booked(zoom_studio)
    work()
    row = Meeting.objects.get(appointment=first.appointment_id)
    later = zoom_studio.a_start(days=2)
    start_time = later.strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = {"id": int(row.meeting_id), "join_url": row.join_url, "start_time": start_time, "duration": 30}
    fail_next(zoom, "status", status=201, body=answer)
    second = booked(zoom_studio, start=later)
    work()
    assert appointment_of(second).link_state == LinkState.READY
    assert Effect.objects.filter(kind="meeting", state=EffectState.DONE).count() == 2


def ignored_move(zoom: RunningZoom, studio: Studio, *, times: int) -> Booking:
    """Zoom answers 204 and keeps the old time."""
    booking = booked(studio)
    work()
    fail_next(zoom, "status", method="PATCH", path="/v2/meetings", status=204, body="", times=times)
    booking.refresh_from_db()
    reschedule(booking, studio.a_start(days=3), by=Party.GUEST, now=timezone.now())
    work_for(30)
    return booking


def test_a_move_that_zoom_does_not_show_at_once_is_told_again(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = ignored_move(zoom, zoom_studio, times=2)
    (meeting,) = live_at(zoom)
    assert meeting["start_time"] == zoom_studio.a_start(days=3).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "move_refused" not in [line.event for line in lines_of(booking)]


def test_a_move_that_zoom_keeps_ignoring_is_told_to_the_host(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = ignored_move(zoom, zoom_studio, times=100)
    line = next(line for line in lines_of(booking) if line.event == "move_refused")
    assert "still shows the old time" in line.text
