from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from halfpast.bookings.models import Appointment, Booking, LinkState, Meeting, Party
from halfpast.bookings.openings import bookability
from halfpast.bookings.services import book, cancel
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.connections.models import Connection
from halfpast.connections.sealed_tokens import open_tokens
from halfpast.event_types.models import EventType, OnUnavailable, Place, PlaceKind
from halfpast.event_types.provisioning import first_event_type
from halfpast.sandbox.servers import RunningZoom
from tests.browsers import Browser, as_read, connection_of
from tests.studio import Studio, work

pytestmark = pytest.mark.django_db
DISCONNECT = "/connections/zoom/disconnect"


def calls_to_revoke(zoom: RunningZoom) -> list[int]:
    calls = httpx.get(f"{zoom.url}/_sandbox/ledger", params={"path": "/oauth/revoke"}).json()["ledger"]
    return [call["status"] for call in calls]


def test_the_page_says_what_it_touches_and_does_nothing(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    page = asked(browser)
    assert "The tokens and your Zoom e-mail are deleted here" in page
    assert "Meetings cancelled later stay at Zoom, and we say so" in page
    assert Connection.objects.exists()


def test_disconnecting_wipes_the_row_and_revokes_at_zoom(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    token = open_tokens(connection_of(browser.user)).access
    answer = browser.client.post(DISCONNECT, follow=True)
    assert "Zoom is disconnected" in answer.content.decode()
    assert not Connection.objects.exists()
    assert calls_to_revoke(zoom) == [200]
    me = httpx.get(f"{zoom.url}/v2/users/me", headers={"Authorization": f"Bearer {token}"})
    assert me.status_code == 401


def test_an_expired_token_is_refreshed_to_be_revoked(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    zoom.state.change_settings({"clock_offset_seconds": 7200})
    browser.client.post(DISCONNECT)
    assert 200 in calls_to_revoke(zoom)


def test_zoom_being_down_does_not_keep_the_tokens(browser: Browser, zoom: RunningZoom, settings: LazySettings) -> None:
    browser.connect()
    settings.ZOOM_BASE_URL = "http://127.0.0.1:9"
    assert browser.client.post(DISCONNECT).status_code == 302
    assert not Connection.objects.exists()


def test_disconnecting_twice_is_harmless(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    browser.client.post(DISCONNECT)
    assert browser.client.post(DISCONNECT).headers["Location"] == "/app/integrations"


def test_the_same_account_can_be_connected_again(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    browser.client.post(DISCONNECT)
    browser.connect()
    assert "dana@zoom.example" in browser.page()


def test_tokens_sealed_with_a_lost_key_can_still_be_disconnected(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    Connection.objects.update(sealed_tokens="gone.AAAA", access_token_expires_at=timezone.now() + timedelta(hours=1))
    browser.client.post(DISCONNECT)
    assert not Connection.objects.exists()


def booked(browser: Browser, zoom: RunningZoom, *, hour: int = 8) -> Booking:
    event_type = EventType.objects.get(hosts=browser.user)
    studio = Studio(browser.user, event_type.workspace, event_type)
    return book(event_type, studio.request(start=studio.a_start(hour=hour)), timezone.now()).booking


def add_place(browser: Browser) -> None:
    event_type = EventType.objects.get(hosts=browser.user)
    Place.objects.create(event_type=event_type, position=1, kind=PlaceKind.IN_PERSON, address="Lindenstraße 5")


def asked(browser: Browser) -> str:
    return as_read(browser.client.get(DISCONNECT).content.decode())


def test_a_type_without_another_place_takes_no_bookings(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    assert "1 event type uses Zoom 30 minute meeting: takes no bookings" in asked(browser)


def test_a_type_with_another_place_goes_on_with_it(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    add_place(browser)
    assert "30 minute meeting: goes on with its next place: In person" in asked(browser)


def test_a_type_whose_first_place_is_another_goes_on_without_the_choice(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    add_place(browser)
    Place.objects.filter(kind=PlaceKind.ZOOM).update(position=2)
    assert "30 minute meeting: guests can no longer choose Zoom" in asked(browser)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (OnUnavailable.REFUSE, "takes no bookings"),
        (OnUnavailable.BOOK_WITHOUT_LINK, "takes bookings without a link"),
    ],
)
def test_what_becomes_of_a_type_follows_its_policy(
    browser: Browser, zoom: RunningZoom, policy: OnUnavailable, words: str
) -> None:
    browser.connect()
    add_place(browser)
    EventType.objects.update(on_unavailable=policy)
    assert f"30 minute meeting: {words}" in asked(browser)


def test_the_words_come_true(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    browser.client.post(DISCONNECT)
    assert not bookability(event_types_to_book().get(hosts=browser.user)).ok


def test_upcoming_bookings_that_keep_their_links_are_counted(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    for hour in (8, 9):
        booked(browser, zoom, hour=hour)
    work()
    assert "2 upcoming bookings by Zoom 2 keep their links" in asked(browser)
    assert "owed" not in asked(browser)


def test_a_link_still_being_made_is_announced_as_owed_and_then_is(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    booking = booked(browser, zoom)
    assert "1 waits for a link that is still being made: it will be owed" in asked(browser)
    browser.client.post(DISCONNECT)
    work()
    assert Appointment.objects.get(pk=booking.appointment_id).link_state == LinkState.OWED


def test_a_link_still_being_made_goes_to_the_next_place_as_announced(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    add_place(browser)
    booking = booked(browser, zoom)
    assert "it goes to the next place of its event type" in asked(browser)
    browser.client.post(DISCONNECT)
    work()
    assert Appointment.objects.get(pk=booking.appointment_id).place_kind == PlaceKind.IN_PERSON


def test_past_and_cancelled_bookings_do_not_count(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    cancel(booked(browser, zoom), by=Party.HOST, now=timezone.now())
    past = booked(browser, zoom, hour=9).appointment
    long_ago = timezone.now() - timedelta(days=9)
    Appointment.objects.filter(pk=past.pk).update(start=long_ago, end=long_ago + timedelta(minutes=30))
    assert "0 upcoming bookings by Zoom" in asked(browser)


def test_the_confirmation_takes_as_many_queries_for_one_type_as_for_five(
    browser: Browser, zoom: RunningZoom, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser.connect()
    workspace, schedule = browser.user.workspaces.get(), browser.user.schedules.get()
    with CaptureQueriesContext(connection) as one:
        browser.client.get(DISCONNECT)
    for number in range(4):
        first_event_type(browser.user, workspace, schedule, slug=f"type-{number}")
    with django_assert_max_num_queries(len(one)):
        assert "5 event types use Zoom" in asked(browser)


def test_bookings_keep_their_links_and_their_meetings_at_zoom(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    booking = booked(browser, zoom)
    work()
    browser.client.post(DISCONNECT)
    work()
    meeting = Meeting.objects.get(appointment=booking.appointment_id, is_current=True)
    live = httpx.get(f"{zoom.url}/_sandbox/meetings?state=live").json()["meetings"]
    assert [str(each["id"]) for each in live] == [meeting.meeting_id]
    assert "1 upcoming booking has a Zoom meeting from before" in browser.page()
