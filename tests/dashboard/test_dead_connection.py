"""While a host's Zoom cannot be used, their pages say so, what guests get now, and what to do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from halfpast.connections.models import Connection, ConnectionState, Provider, VendorApp
from halfpast.event_types.models import EventType, OnUnavailable, Place, PlaceKind
from halfpast.event_types.provisioning import first_event_type
from tests.browsers import as_read
from tests.studio import Studio

PAGES = ["/app/", "/app/event-types"]


@pytest.fixture
def dead(studio: Studio) -> Studio:
    """Zoom has ended the grant."""
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED, last_error="Zoom has ended our access.")
    return studio


def another_type(studio: Studio, slug: str, *, policy: OnUnavailable = OnUnavailable.FALLBACK) -> EventType:
    title = slug.replace("-", " ").capitalize()
    event_type = first_event_type(studio.owner, studio.workspace, studio.event_type.schedule, slug=slug, title=title)
    event_type.on_unavailable = policy
    event_type.save()
    return event_type


def second_place(event_type: EventType) -> None:
    Place.objects.create(event_type=event_type, position=1, kind=PlaceKind.IN_PERSON, address="Main Street 1")


def read(client: Client, address: str) -> str:
    return as_read(client.get(address).content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_where_it_matters_names_the_types_and_leads_to_integrations(
    dead: Studio, host: Client, address: str
) -> None:
    page = host.get(address).content.decode()

    assert "Zoom has to be connected again: 1 event type uses it" in page
    assert "Zoom has ended our access." in page
    assert 'href="/app/integrations"' in page
    assert 'href="/app/event-types/switch-place"' in page


def test_the_banner_says_what_guests_get_now(dead: Studio, host: Client) -> None:
    second_place(another_type(dead, "with-next-place"))
    another_type(dead, "without-link", policy=OnUnavailable.BOOK_WITHOUT_LINK)

    page = read(host, "/app/")

    assert "again: 3 event types use it" in page
    assert "1 event type cannot be booked: 30 minute meeting" in page
    assert "1 event type is booked at the next place of its list: With next place" in page
    assert "you are asked to send one: Without link" in page


def test_a_type_whose_other_place_comes_first_only_loses_a_choice(dead: Studio, host: Client) -> None:
    dead.event_type.places.update(position=1)
    Place.objects.create(event_type=dead.event_type, position=0, kind=PlaceKind.IN_PERSON, address="Main Street 1")

    assert "at its other places only: 30 minute meeting" in read(host, "/app/")


def test_a_connection_that_was_removed_at_zoom_is_told_as_not_connected(dead: Studio, host: Client) -> None:
    Connection.objects.all().delete()

    assert "Zoom is not connected, and 1 event type uses it" in host.get("/app/").content.decode()


def test_a_grant_that_allows_no_meetings_is_told_as_such(studio: Studio, host: Client) -> None:
    Connection.objects.update(scopes=["user:read:user"])

    assert "Zoom lets us make no meetings, and 1 event type uses it" in host.get("/app/").content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_working_connection_leaves_the_pages_quiet(studio: Studio, host: Client, address: str) -> None:
    page = host.get(address).content.decode()

    assert "event type uses it" not in page
    assert "notice" not in page


def test_types_that_are_switched_off_or_without_zoom_do_not_count(dead: Studio, host: Client) -> None:
    another_type(dead, "elsewhere").places.update(kind=PlaceKind.IN_PERSON, address="Main Street 1")
    EventType.objects.filter(pk=dead.event_type.pk).update(is_active=False)

    assert "event type uses it" not in host.get("/app/").content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_trouble_with_the_operators_app_is_told_without_its_details(studio: Studio, host: Client, address: str) -> None:
    VendorApp.objects.create(provider=Provider.ZOOM, trouble="Zoom does not know this client id.")

    page = host.get(address).content.decode()

    assert "Zoom links are late" in page
    assert "does not know this client id" not in page
    assert "Only whoever runs this installation" in page


def test_an_operator_reads_what_zoom_holds_against_the_app(studio: Studio, host: Client) -> None:
    VendorApp.objects.create(provider=Provider.ZOOM, trouble="Zoom does not know this client id.")
    studio.owner.is_operator = True
    studio.owner.save()

    page = host.get("/app/").content.decode()

    assert "does not know this client id" in page
    assert "Only whoever runs" not in page


def test_the_banner_costs_as_many_queries_for_one_type_as_for_five(
    dead: Studio, host: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    host.get("/app/")  # the session's own bookkeeping is done once
    with CaptureQueriesContext(connection) as for_one:
        host.get("/app/")
    for number in range(4):
        another_type(dead, f"type-{number}")

    with django_assert_num_queries(len(for_one)):
        assert "5 event types use it" in host.get("/app/").content.decode()
