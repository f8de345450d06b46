from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from halfpast.accounts.models import User
from halfpast.bookings.models import Meeting
from halfpast.bookings.services import book
from halfpast.connections.models import Connection, ConnectionHealth, ConnectionState, Provider, VendorApp
from halfpast.event_types.models import EventType
from halfpast.event_types.provisioning import first_event_type
from halfpast.providers.zoom import missing_scopes
from halfpast.sandbox.servers import RunningZoom
from halfpast.sandbox.zoom.settings import ALL_SCOPES
from tests.browsers import Browser, as_read
from tests.studio import Studio, connect, connect_at, make_studio, work

pytestmark = pytest.mark.django_db

COSTS = {
    "meeting:write:meeting": "No meetings can be made",
    "meeting:update:meeting": "A moved booking gets a new meeting and a new link",
    "meeting:delete:meeting": "Meetings of cancelled bookings stay at Zoom",
    "meeting:read:meeting": "we cannot check that it did",
    "meeting:read:list_meetings": "so a second one may appear. We prefer that to a missing link",
    "user:read:user": "We cannot read anew whose account this is",
}


def words(browser: Browser) -> str:
    return as_read(browser.page())


def connected(browser: Browser, **changes: object) -> Connection:
    """Fully granted and licensed, unless said otherwise."""
    made = connect(browser.user)
    Connection.objects.filter(pk=made.pk).update(**{"scopes": list(ALL_SCOPES), "plan_type": 2, **changes})
    return made


def a_type(browser: Browser, title: str, minutes: int) -> EventType:
    workspace, schedule = browser.user.workspaces.get(), browser.user.schedules.get()
    slug = title.lower().replace(" ", "-")
    return first_event_type(browser.user, workspace, schedule, title=title, slug=slug, minutes=minutes)


def test_the_card_stands_in_its_category(browser: Browser) -> None:
    assert re.search(r"<section[^>]*category-video.*?>Video</h2>.*?>Zoom</h3>", browser.page(), re.DOTALL)


def test_an_absent_connection_offers_to_connect_and_says_what_waits(browser: Browser) -> None:
    page = words(browser)
    assert "Connect Zoom" in page
    assert "What waits for it 1 event type, 0 upcoming bookings 30 minute meeting takes no bookings" in page
    assert "Disconnect" not in page


def test_a_connected_card_tells_account_plan_and_permissions(browser: Browser) -> None:
    connected(browser)
    page = words(browser)
    assert "Connected studio@example.com" in page
    assert "Plan Licensed" in page
    assert "Permissions all granted" in page
    assert "Connect again or another account" in page
    assert "Disconnect Zoom" in page


@pytest.mark.parametrize(
    ("plan_type", "told"),
    [
        (1, "Basic (free): meetings end after 40 minutes"),
        (2, "Licensed"),
        (4, "No meetings licence: Zoom refuses to make meetings"),
        (0, "Zoom did not say"),
        (99, "Zoom did not say"),
    ],
)
def test_the_plan_is_told_in_words(browser: Browser, plan_type: int, told: str) -> None:
    connected(browser, plan_type=plan_type)
    assert f"Plan {told}" in words(browser)


@pytest.mark.parametrize("scope", ALL_SCOPES)
def test_a_missing_scope_says_what_it_costs(browser: Browser, scope: str) -> None:
    connected(browser, scopes=[each for each in ALL_SCOPES if each != scope])
    page = words(browser)
    assert "Connected, with limits" in page
    assert "1 is missing" in page
    assert f"Without {scope}" in page
    assert COSTS[scope] in page
    assert [cost for cost in COSTS.values() if cost in page] == [COSTS[scope]]


def test_every_scope_that_can_be_missing_has_words() -> None:
    assert set(missing_scopes(frozenset({"something:else"}))) == set(COSTS)


def test_scopes_that_zoom_did_not_name_are_not_called_missing(browser: Browser) -> None:
    connected(browser, scopes=[])
    page = words(browser)
    assert "Zoom did not name them" in page
    assert "Without meeting" not in page


def test_last_success_and_last_error_are_told_with_their_time(browser: Browser) -> None:
    at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    ConnectionHealth.objects.create(
        connection=connected(browser), last_success_at=at, last_error="Zoom asks to slow down.", last_error_at=at
    )
    page = words(browser)
    assert "Last success Tuesday 3 March 2026, 10:00, Europe/Berlin (CET)" in page
    assert "Last error Zoom asks to slow down. Tuesday 3 March 2026, 10:00, Europe/Berlin (CET)" in page


@pytest.mark.parametrize("succeeded_before", [True, False])
def test_a_call_that_failed_since_the_last_success_shows_on_the_card(browser: Browser, succeeded_before: bool) -> None:
    at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    ConnectionHealth.objects.create(
        connection=connected(browser),
        last_success_at=at - timedelta(hours=1) if succeeded_before else None,
        last_error="Zoom no longer knows the connected user.",
        last_error_at=at,
    )
    page = words(browser)
    assert "Connected, last call failed" in page
    assert "The last call to Zoom failed Zoom no longer knows the connected user. Tuesday 3 March 2026, 10:00" in page


def test_a_call_that_worked_since_an_error_is_good_again(browser: Browser) -> None:
    at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    ConnectionHealth.objects.create(
        connection=connected(browser), last_success_at=at + timedelta(seconds=1), last_error="Odd.", last_error_at=at
    )
    assert "last call" not in words(browser)


def test_todays_writes_are_an_accessible_meter(browser: Browser) -> None:
    today = timezone.now().astimezone(UTC).date()
    ConnectionHealth.objects.create(connection=connected(browser), writes=12, writes_on=today)
    page = browser.page()
    meter = re.search(r"<meter[^>]*>", page)
    assert meter is not None
    assert 'max="100"' in meter.group()
    assert 'value="12"' in meter.group()
    assert 'aria-labelledby="zoom-writes"' in meter.group()
    assert "12 of 100" in page


def test_yesterdays_writes_do_not_count(browser: Browser) -> None:
    yesterday = timezone.now().astimezone(UTC).date() - timedelta(days=1)
    ConnectionHealth.objects.create(connection=connected(browser), writes=99, writes_on=yesterday)
    assert "0 of 100" in browser.page()


def test_a_closed_quota_says_until_when_in_both_zones(browser: Browser) -> None:
    now = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        connection = connected(browser)
        browser.client.force_login(browser.user)
        midnight = datetime(2026, 3, 4, 0, 0, 30, tzinfo=UTC)
        ConnectionHealth.objects.create(
            connection=connection, writes=37, writes_on=now.date(), writes_closed_until=midnight
        )
        page = words(browser)
    assert "Pausing until 00:00 UTC" in page
    assert "Zoom takes no more until 00:00 UTC" in page
    assert "For you: Wednesday 4 March 2026, 01:00, Europe/Berlin (CET)" in page
    assert "We sent 37 today; other apps of this account used the rest" in page


def test_a_quota_that_opened_again_is_not_mentioned(browser: Browser) -> None:
    past = timezone.now() - timedelta(seconds=1)
    ConnectionHealth.objects.create(connection=connected(browser), writes_closed_until=past)
    assert "Zoom takes no more" not in browser.page()


def test_a_dead_grant_says_why_and_offers_to_reconnect(browser: Browser) -> None:
    reason = "Zoom ended this connection. Connect Zoom again."
    connected(browser, state=ConnectionState.RECONNECT_NEEDED, last_error=reason)
    page = words(browser)
    assert "Reconnect needed" in page
    assert f"Zoom no longer lets us in {reason}" in page
    assert "Reconnect Zoom" in page
    assert "30 minute meeting takes no bookings" in page


def test_a_member_of_a_site_without_an_app_is_sent_to_the_operator(browser: Browser, settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = ""
    page = words(browser)
    assert "Ask your operator" in page
    assert "Connect Zoom" not in page


def test_an_operator_of_a_site_without_an_app_is_led_to_enter_one(browser: Browser, settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = ""
    User.objects.filter(pk=browser.user.pk).update(is_operator=True)
    assert "Set up the Zoom app" in words(browser)


def test_a_connection_outlives_the_app_and_can_be_ended(browser: Browser, settings: LazySettings) -> None:
    connected(browser)
    settings.ZOOM_CLIENT_ID = ""
    page = words(browser)
    assert "studio@example.com" in page
    assert "Disconnect Zoom" in page


def test_trouble_with_the_app_is_the_operators_not_the_members(browser: Browser) -> None:
    connected(browser)
    VendorApp.objects.create(provider=Provider.ZOOM, trouble="Zoom does not accept ZOOM_CLIENT_ID.")
    page = words(browser)
    assert "Connected, but out of order" in page
    assert "The operator has been told" in page
    assert "ZOOM_CLIENT_ID" not in page


def test_an_operator_reads_what_the_trouble_is(browser: Browser) -> None:
    User.objects.filter(pk=browser.user.pk).update(is_operator=True)
    VendorApp.objects.create(provider=Provider.ZOOM, trouble="Zoom does not accept ZOOM_CLIENT_ID.")
    assert "Zoom does not accept ZOOM_CLIENT_ID. Look at the Zoom app" in words(browser)


def test_a_free_account_names_the_types_that_zoom_cuts_short(browser: Browser) -> None:
    connected(browser, plan_type=1)
    long = a_type(browser, "Long talk", 60)
    a_type(browser, "Just right", 40)
    page = browser.page()
    warning = page[page.index("Zoom ends these after 40 minutes") : page.index("This Zoom account is free")]
    assert f'href="/app/event-types/{long.pk}"' in warning
    assert "Long talk</a> (60 minutes)" in warning
    assert "Just right" not in warning


def test_a_licensed_account_does_not_warn_of_long_types(browser: Browser) -> None:
    connected(browser)
    a_type(browser, "Long talk", 60)
    assert "after 40 minutes" not in browser.page()


def test_types_and_bookings_that_hang_on_it_are_named_and_counted(browser: Browser, zoom: RunningZoom) -> None:
    event_type = EventType.objects.get(hosts=browser.user)
    studio = Studio(browser.user, event_type.workspace, event_type)
    connect_at(zoom, browser.user)
    book(event_type, studio.request(), timezone.now())
    a_type(browser, "Another", 30)
    page = words(browser)
    assert "2 event types, 1 upcoming booking 30 minute meeting 1 upcoming booking Another 0 upcoming" in page


def test_meetings_of_another_account_are_counted_and_owned_up_to(browser: Browser, zoom: RunningZoom) -> None:
    event_type = EventType.objects.get(hosts=browser.user)
    studio = Studio(browser.user, event_type.workspace, event_type)
    browser.connect()
    book(event_type, studio.request(), timezone.now())
    work()
    assert "another Zoom account" not in words(browser)
    browser.connect("other@zoom.example")
    work()
    assert Meeting.objects.filter(is_current=True).count() == 1
    assert "1 upcoming booking has its meeting in another Zoom account" in words(browser)
    browser.connect()
    assert "another Zoom account" not in words(browser)


def test_the_help_names_this_sites_facts(browser: Browser, settings: LazySettings) -> None:
    page = browser.page()
    assert 'data-copy="http://localhost:8000/auth/zoom/video/callback"' in page
    assert f"{settings.ZOOM_CLIENT_ID}</code>" in page
    assert '<details class="unfold">' in page


def test_the_page_takes_as_many_queries_for_one_type_as_for_nine(
    browser: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    connected(browser, plan_type=1)
    with CaptureQueriesContext(database) as one:
        browser.page()
    for number in range(8):
        a_type(browser, f"Type {number}", 60)
    with django_assert_max_num_queries(len(one)):
        assert "Type 7" in browser.page()


def test_somebody_elses_types_and_bookings_are_not_told(browser: Browser) -> None:
    connected(browser)
    other = make_studio("other")
    EventType.objects.filter(pk=other.event_type.pk).update(title="Their own")
    assert "Their own" not in browser.page()
