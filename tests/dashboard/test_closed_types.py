"""Types that take no bookings are told once for each cause, and whose account it is about."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from halfpast.accounts.models import Role, User
from halfpast.bookings import services
from halfpast.bookings.models import Appointment, Booking, LinkState
from halfpast.connections.models import Connection, ConnectionState
from halfpast.event_types.models import EventType, OnUnavailable, Place, PlaceKind
from halfpast.event_types.provisioning import first_event_type
from tests.browsers import as_read
from tests.studio import Studio, add_member, connect


@pytest.fixture
def berta(studio: Studio) -> User:
    """Her Zoom has ended the grant; the owner's works."""
    user = add_member(studio.workspace, "berta@example.com", name="Berta", role=Role.MEMBER)
    connect(user)
    Connection.objects.filter(user=user).update(state=ConnectionState.RECONNECT_NEEDED)
    a_type(studio, user, "Tasting")
    return user


def a_type(studio: Studio, host: User, title: str) -> EventType:
    slug = title.lower().replace(" ", "-")
    return first_event_type(host, studio.workspace, host.schedules.get(), title=title, slug=slug)


def read(client: Client, address: str = "/app/") -> str:
    return as_read(client.get(address).content.decode())


def test_an_owner_reads_whose_account_it_is(berta: User, host: Client) -> None:
    page = host.get("/app/").content.decode()

    assert "“Tasting” takes no bookings Berta's Zoom has to be connected again." in as_read(page)
    assert "Look at integrations" not in page
    assert "Open integrations" not in page


def test_types_with_one_cause_are_told_in_one_banner_by_name(studio: Studio, berta: User, host: Client) -> None:
    a_type(studio, berta, "Wine and cheese")
    a_type(studio, berta, "Cellar tour")

    page = host.get("/app/").content.decode()

    cause = "3 event types take no bookings Berta's Zoom has to be connected again."
    assert f"{cause} Tasting, Wine and cheese, Cellar tour" in as_read(page)
    assert page.count('class="notice') == 1


@pytest.mark.parametrize(
    ("gone", "words"), [(True, "Berta has not connected Zoom"), (False, "Berta's Zoom lets us make no meetings")]
)
def test_each_kind_of_trouble_has_its_words(berta: User, host: Client, gone: bool, words: str) -> None:
    theirs = Connection.objects.filter(user=berta)
    if gone:
        theirs.delete()
    else:
        theirs.update(state=ConnectionState.CONNECTED, scopes=["user:read:user"])

    assert words in read(host)


def test_two_hosts_have_a_banner_each_whatever_their_names(studio: Studio, berta: User, host: Client) -> None:
    namesake = add_member(studio.workspace, "berta.b@example.com", name="Berta", role=Role.MEMBER)
    a_type(studio, namesake, "Coffee")
    Connection.objects.filter(user=berta).delete()

    assert read(host).count("Berta has not connected Zoom") == 2


def test_the_hosts_own_account_leads_to_integrations(berta: User, client: Client) -> None:
    client.force_login(berta)

    page = client.get("/app/").content.decode()

    assert "Zoom has to be connected again: 1 event type uses it" in page
    assert 'class="btn btn-primary w-full sm:w-auto" href="/app/integrations"' in page
    assert "Berta&#x27;s" not in page


def test_somebody_elses_type_that_goes_on_at_another_place_is_no_banner(berta: User, host: Client) -> None:
    tasting = EventType.objects.get(slug="tasting")
    Place.objects.create(event_type=tasting, position=1, kind=PlaceKind.IN_PERSON, address="Main Street 1")

    assert "Berta" not in read(host)


def test_types_that_no_account_would_help_are_told_together(studio: Studio, host: Client) -> None:
    a_type(studio, studio.owner, "Talk")
    Place.objects.all().delete()

    page = read(host)

    assert "2 event types take no bookings The host has not said yet where to meet. 30 minute meeting, Talk" in page
    assert "Look at integrations" not in page


def test_a_card_says_whose_account_it_is_and_leads_to_ones_own_only(berta: User, host: Client, client: Client) -> None:
    as_owner = host.get("/app/event-types").content.decode()
    client.force_login(berta)
    as_berta = client.get("/app/event-types").content.decode()

    assert "Berta&#x27;s Zoom has to be connected again" in as_owner
    assert ["Look at integrations" in page for page in (as_owner, as_berta)] == [False, True]


def test_a_booking_says_whose_account_its_link_waits_for(berta: User, host: Client, client: Client) -> None:
    address = f"/app/bookings/{owed_by(berta).uid}"

    as_owner = host.get(address).content.decode()
    client.force_login(berta)
    as_berta = client.get(address).content.decode()

    assert "Once Berta has connected Zoom again" in as_owner
    assert "Once Zoom is connected again" in as_berta
    assert ["Look at integrations" in page for page in (as_owner, as_berta)] == [False, True]


def test_closed_types_cost_as_many_queries_for_one_as_for_five(
    studio: Studio, berta: User, host: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    host.get("/app/")  # the session's own bookkeeping is done once
    with CaptureQueriesContext(connection) as for_one:
        host.get("/app/")
    for number in range(4):
        a_type(studio, berta, f"Type {number}")

    with django_assert_num_queries(len(for_one)):
        assert "5 event types take no bookings" in read(host)


def owed_by(user: User) -> Booking:
    event_type = user.hosted_event_types.get()
    EventType.objects.update(on_unavailable=OnUnavailable.BOOK_WITHOUT_LINK)
    request = Studio(user, event_type.workspace, event_type).request()
    booking = services.book(event_type, request, timezone.now()).booking
    Appointment.objects.update(link_state=LinkState.OWED)
    return booking
