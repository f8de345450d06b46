"""Zoom takes 100 creates and updates of a host a day: https://developers.zoom.us/docs/api/rate-limits/"""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.core import mail
from django.utils import timezone

from halfpast.bookings.models import Appointment, LinkState, Party
from halfpast.bookings.refusals import PlaceUnavailable
from halfpast.bookings.services import reschedule
from halfpast.connections.health import writes_today
from halfpast.connections.models import ConnectionHealth
from halfpast.event_types.models import Place, PlaceKind
from halfpast.sandbox.servers import RunningZoom
from tests.bookings.test_meetings import booked, fail_next, live_at
from tests.studio import Studio, connect_at, let_pass, make_studio, work, work_for

pytestmark = pytest.mark.django_db
A_DAY = 24 * 3600


def asked(zoom: RunningZoom, method: str = "POST") -> int:
    params = {"method": method, "path": "/v2"}
    return len(httpx.get(f"{zoom.url}/_sandbox/ledger", params=params).json()["ledger"])


def test_after_the_limit_no_booking_asks_before_the_next_day(zoom: RunningZoom, zoom_studio: Studio) -> None:
    fail_next(zoom, "rate_day")
    booked(zoom_studio)
    work()
    for hour in (9, 10, 11):
        booked(zoom_studio, start=zoom_studio.a_start(hour=hour))
    work()
    assert asked(zoom) == 1


def test_everything_that_waited_is_made_on_the_next_day(zoom: RunningZoom, zoom_studio: Studio) -> None:
    fail_next(zoom, "rate_day")
    booked(zoom_studio)
    work()
    booked(zoom_studio, start=zoom_studio.a_start(hour=10))
    work()
    let_pass(A_DAY)
    work()
    assert len(live_at(zoom)) == 2


def test_a_move_waits_for_the_next_day_too(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    fail_next(zoom, "rate_day", method="PATCH", path="/v2/meetings")
    booking.refresh_from_db()
    reschedule(booking, zoom_studio.a_start(days=2), by=Party.GUEST, now=timezone.now())
    work()
    booked(zoom_studio)
    work()
    assert asked(zoom, "PATCH") == asked(zoom) == 1


def test_another_host_is_not_held_up(zoom: RunningZoom, zoom_studio: Studio) -> None:
    other = make_studio("other")
    connect_at(zoom, other.owner)
    fail_next(zoom, "rate_day")
    booked(zoom_studio)
    work()
    booked(other)
    work()
    assert len(live_at(zoom)) == 1


def test_creates_and_updates_of_the_utc_day_are_counted(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booking = booked(zoom_studio)
    work()
    booking.refresh_from_db()
    reschedule(booking, zoom_studio.a_start(days=2), by=Party.GUEST, now=timezone.now())
    work()
    health = ConnectionHealth.objects.get()
    assert writes_today(health, timezone.now()) == 2
    assert writes_today(health, timezone.now() + timedelta(days=1)) == 0


def closed_for(hours: int) -> None:
    ConnectionHealth.objects.update(writes_closed_until=timezone.now() + timedelta(hours=hours))


def test_no_link_is_promised_for_a_time_before_zoom_goes_on(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booked(zoom_studio)
    work()
    closed_for(hours=24 * 30)
    with pytest.raises(PlaceUnavailable, match="before this time"):
        booked(zoom_studio, start=zoom_studio.a_start(hour=10))


def test_the_next_place_steps_in_for_a_time_before_zoom_goes_on(zoom: RunningZoom, zoom_studio: Studio) -> None:
    Place.objects.create(event_type=zoom_studio.event_type, position=1, kind=PlaceKind.LINK, url="https://meet.example")
    booked(zoom_studio)
    work()
    closed_for(hours=24 * 30)
    booking = booked(zoom_studio, start=zoom_studio.a_start(hour=10))
    assert booking.appointment.place_kind == PlaceKind.LINK


def test_a_time_after_zoom_goes_on_is_booked_as_usual(zoom: RunningZoom, zoom_studio: Studio) -> None:
    booked(zoom_studio)
    work()
    closed_for(hours=1)
    assert booked(zoom_studio, start=zoom_studio.a_start(days=3)).appointment.place_kind == PlaceKind.ZOOM


def test_a_link_that_cannot_come_in_time_is_owed_at_once(zoom: RunningZoom, zoom_studio: Studio) -> None:
    """Zoom says it only at the call: the next day begins after the appointment."""
    booking = booked(zoom_studio)
    Appointment.objects.update(start=timezone.now() + timedelta(seconds=20))
    fail_next(zoom, "rate_day")
    work()
    appointment = Appointment.objects.get(pk=booking.appointment_id)
    assert appointment.link_state == LinkState.OWED
    assert len(mail.outbox) == 2


def test_a_link_that_is_still_missing_when_the_appointment_begins_is_owed(
    zoom: RunningZoom, zoom_studio: Studio
) -> None:
    booking = booked(zoom_studio)
    fail_next(zoom, "drop_before", times=50)
    work()
    assert Appointment.objects.get(pk=booking.appointment_id).link_state == LinkState.MAKING
    Appointment.objects.update(start=timezone.now() - timedelta(seconds=1))
    work_for(120)
    assert Appointment.objects.get(pk=booking.appointment_id).link_state == LinkState.OWED
