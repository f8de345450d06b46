"""A link that comes, or goes, while the mail about it is already on its way to the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.core import mail
from django.utils import timezone

from halfpast.bookings.meetings.following import withdraw_link
from halfpast.bookings.models import Appointment, Booking, Meeting, Party
from halfpast.bookings.services import reschedule
from halfpast.effects.jobs import perform_each
from halfpast.effects.models import Effect, EffectState
from halfpast.sandbox.servers import RunningZoom
from tests.bookings.mail_on_its_way import Backend
from tests.bookings.test_meetings import booked, fail_next
from tests.studio import Studio, work_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_server(settings: LazySettings) -> Iterator[None]:
    settings.EMAIL_BACKEND = f"{Backend.__module__}.Backend"
    yield
    Backend.meanwhile.clear()


def to_guest() -> list[str]:
    to_her = [sent.message() for sent in mail.outbox if "grace@example.org" in sent.to[0]]
    return [str(message.get_body(("plain",)).get_content()) for message in to_her]


def current_link() -> str:
    return Meeting.objects.get(is_current=True).join_url


@pytest.fixture
def moved(zoom: RunningZoom, zoom_studio: Studio) -> Booking:
    """The mail about the new time has not gone yet, and Zoom will say only at the call that it allows no changes."""
    booking = booked(zoom_studio)
    work_for(5)
    mail.outbox.clear()
    lacks = {"code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:update:meeting]."}
    fail_next(zoom, "status", method="PATCH", path="/v2/meetings", status=400, body=lacks)
    booking.refresh_from_db()
    return reschedule(booking, zoom_studio.a_start(days=3), by=Party.GUEST, now=timezone.now())


def run(kind: str) -> None:
    perform_each(list(Effect.objects.due().filter(kind=kind).values_list("pk", flat=True)))


def while_the_guests_mail_is_on_its_way(act: Callable[[], object]) -> None:
    Backend.meanwhile.append(act)
    guests = Effect.objects.filter(kind="mail", name__startswith="guest", state=EffectState.PLANNED)
    perform_each(list(guests.values_list("pk", flat=True)))


def test_a_guest_mailed_a_link_that_goes_meanwhile_gets_the_new_one(moved: Booking) -> None:
    old = current_link()
    while_the_guests_mail_is_on_its_way(lambda: run("meeting"))
    work_for(10)
    first, *corrections = to_guest()
    assert old in first
    assert current_link() != old
    assert any(current_link() in text for text in corrections)


def test_a_guest_mailed_a_link_that_is_replaced_meanwhile_gets_the_new_one(moved: Booking) -> None:
    def replace() -> None:
        run("meeting")
        run("meeting")

    while_the_guests_mail_is_on_its_way(replace)
    work_for(10)
    assert any(current_link() in text for text in to_guest())


def test_a_mail_that_said_what_is_still_so_is_not_corrected(moved: Booking) -> None:
    while_the_guests_mail_is_on_its_way(lambda: None)
    assert Effect.objects.get(kind="mail", name="guest:moved").outcome == ""


def test_a_link_withdrawn_meanwhile_is_owed_a_correction(moved: Booking) -> None:
    while_the_guests_mail_is_on_its_way(lambda: withdraw_link(Appointment.objects.get()))
    assert Effect.objects.get(kind="mail", name="guest:moved").outcome == "without link"
