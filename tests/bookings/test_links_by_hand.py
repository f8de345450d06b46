"""A link that the host gave stands, whatever a provider does later, and everybody is told of it once."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from halfpast.bookings.links_by_hand import give_link_by_hand
from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting, MeetingState, Party
from halfpast.bookings.refusals import NoLongerPossible
from halfpast.bookings.services import book, cancel, reschedule
from halfpast.bookings.timeline import lines_of
from halfpast.connections.removal import disconnect
from halfpast.effects.models import Effect
from halfpast.event_types.models import EventType, OnUnavailable
from halfpast.sandbox.servers import RunningZoom
from tests.bookings.test_late_results import while_a_slow_create_runs
from tests.bookings.test_meetings import live_at
from tests.studio import Studio, connect_at, make_studio, work, work_for

LINK = "https://meet.example.com/grace"


@pytest.fixture
def studio_at_zoom(transactional_db: None, zoom: RunningZoom) -> Studio:
    studio = make_studio()
    connect_at(zoom, studio.owner)
    return studio


def owed(studio: Studio, *, policy: OnUnavailable = OnUnavailable.FALLBACK) -> Booking:
    """Accepted while Zoom was connected, and disconnected before the meeting was made."""
    EventType.objects.filter(pk=studio.event_type.pk).update(on_unavailable=policy)
    booking = book(studio.event_type, studio.request(), timezone.now()).booking
    disconnect(studio.owner.connections.get().pk)
    work_for(70)
    mail.outbox.clear()
    return booking


def give(booking: Booking, url: str = LINK) -> Booking:
    return give_link_by_hand(booking, url, by=Party.HOST, now=timezone.now())


def words_to(address: str) -> list[str]:
    return [str(each.message()) for each in mail.outbox if each.recipients() == [address]]


def test_the_link_becomes_the_place_and_the_timeline_says_whose_doing_it_was(zoom_studio: Studio) -> None:
    booking = owed(zoom_studio)
    give(booking)
    appointment = Appointment.objects.get()
    assert (appointment.place_kind, appointment.place["url"]) == ("link", LINK)
    assert (appointment.fallback_from, appointment.link_state) == ("zoom", LinkState.NOT_NEEDED)
    line = lines_of(booking)[-1]
    assert (line.event, line.actor) == ("link_given", Party.HOST)


@pytest.mark.parametrize("policy", [OnUnavailable.FALLBACK, OnUnavailable.BOOK_WITHOUT_LINK])
def test_guest_and_host_get_one_more_mail_with_the_link(zoom_studio: Studio, policy: OnUnavailable) -> None:
    give(owed(zoom_studio, policy=policy))
    work()
    (to_guest,), (to_host,) = words_to("grace@example.org"), words_to("studio@example.com")
    assert "How to join" in to_guest
    assert LINK in to_guest
    assert LINK in to_host


def test_a_reconnect_afterwards_makes_no_meeting_and_leaves_the_link(zoom_studio: Studio, zoom: RunningZoom) -> None:
    give(owed(zoom_studio))
    connect_at(zoom, zoom_studio.owner)
    work_for(90)
    assert live_at(zoom) == []
    assert not Meeting.objects.exists()
    assert Appointment.objects.get().place["url"] == LINK
    assert len(words_to("grace@example.org")) == 1


def test_without_a_link_by_hand_a_reconnect_makes_the_meeting(zoom_studio: Studio, zoom: RunningZoom) -> None:
    owed(zoom_studio)
    connect_at(zoom, zoom_studio.owner)
    work_for(90)
    assert len(live_at(zoom)) == 1
    assert Appointment.objects.get().link_state == LinkState.READY


def test_a_meeting_that_is_made_at_the_same_moment_is_taken_away_again(
    studio_at_zoom: Studio, zoom: RunningZoom
) -> None:
    booking = book(studio_at_zoom.event_type, studio_at_zoom.request(), timezone.now()).booking
    while_a_slow_create_runs(zoom, lambda: give(booking))
    work_for(30)
    assert live_at(zoom) == []
    assert Meeting.objects.get().state == MeetingState.DELETED
    assert Appointment.objects.get().place["url"] == LINK


def test_a_booking_with_a_link_by_hand_is_moved_and_cancelled_without_zoom(
    zoom_studio: Studio, zoom: RunningZoom
) -> None:
    booking = give(owed(zoom_studio))
    moved = reschedule(booking, zoom_studio.a_start(days=3), by=Party.GUEST, now=timezone.now())
    cancel(moved, by=Party.GUEST, now=timezone.now())
    work()
    assert live_at(zoom) == []
    assert not Effect.objects.filter(kind="meeting", state="planned").exists()


def test_a_second_link_is_refused(zoom_studio: Studio) -> None:
    booking = give(owed(zoom_studio))
    with pytest.raises(NoLongerPossible):
        give(booking, "https://meet.example.com/other")
    assert Appointment.objects.get().place["url"] == LINK


def test_an_appointment_that_is_over_takes_no_link(zoom_studio: Studio) -> None:
    booking = owed(zoom_studio)
    with pytest.raises(NoLongerPossible):
        give_link_by_hand(booking, LINK, by=Party.HOST, now=booking.appointment.end)
