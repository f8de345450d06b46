"""Of several hosts, whose account it is about is told, and what guests get of the others."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import Membership, Role
from halfpast.bookings.services import BookingRequest, book
from halfpast.connections.models import Connection, ConnectionState
from halfpast.dashboard.zoom_dependents import zoom_dependents
from halfpast.event_types.models import Assignment, EventType, Place, PlaceKind
from tests.bookings.test_teams import a_start
from tests.browsers import as_read
from tests.studio import connect
from tests.team import Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db: None) -> Team:
    """Three hosts of a round robin at Zoom; the first has not connected it, the second's is dead."""
    team = make_team(3)
    Place.objects.all().delete()
    Place.objects.create(event_type=team.event_type, position=0, kind=PlaceKind.ZOOM)
    for host in team.hosts[1:]:
        connect(host)
    die(team, 1)
    return team


def die(team: Team, number: int) -> None:
    Connection.objects.filter(user=team.hosts[number]).update(state=ConnectionState.RECONNECT_NEEDED)


def together(team: Team) -> None:
    EventType.objects.filter(pk=team.event_type.pk).update(assignment=Assignment.ALL)


def page_of(team: Team, number: int, address: str = "/app/event-types") -> str:
    client = Client()
    client.force_login(team.hosts[number])
    return as_read(client.get(address).content.decode())


def test_a_host_who_is_skipped_reads_it_and_is_not_asked_to_change_the_place(team: Team) -> None:
    for number, title in enumerate(("Zoom is not connected", "Zoom has to be connected again")):
        page = page_of(team, number)
        assert title in page
        assert "1 event type is booked there with its other hosts only: Talk" in page
        assert "another place" not in page


def test_a_host_whose_account_works_reads_no_banner_but_sees_that_others_are_skipped(team: Team) -> None:
    page = page_of(team, 2)
    assert "connected again" not in page
    assert "Skips hosts without Zoom" in page
    assert "Bookable" in page


def test_when_nobody_can_hold_it_all_hosts_read_that_it_takes_no_bookings(team: Team) -> None:
    die(team, 2)
    for number in range(3):
        page = page_of(team, number)
        assert "1 event type cannot be booked" in page
        assert "Not bookable" in page
        assert "Skips hosts" not in page


def test_an_owner_reads_whose_account_is_dead(team: Team) -> None:
    die(team, 2)
    owner = make_team(1).hosts[0]
    Membership.objects.filter(user=owner).update(workspace=team.workspace, role=Role.OWNER)
    client = Client()
    client.force_login(owner)
    page = as_read(client.get("/app/").content.decode())
    assert "“Talk” takes no bookings Host 1's Zoom has to be connected again." in page


def test_of_hosts_who_meet_together_one_account_is_enough(team: Team) -> None:
    together(team)
    for number in range(3):
        page = page_of(team, number)
        assert "Bookable" in page
        assert "Skips hosts" not in page
        assert "connected again" not in page


def test_a_booking_names_its_hosts(team: Team) -> None:
    together(team)
    request = BookingRequest(a_start(), "Grace", "grace@example.org", "UTC")
    booking = book(EventType.objects.get(pk=team.event_type.pk), request, timezone.now()).booking
    assert "Hosts Host 2 Host 0 Host 1" in page_of(team, 0, f"/app/bookings/{booking.uid}")


def test_only_the_organisers_account_holds_what_was_booked_together(team: Team) -> None:
    together(team)
    request = BookingRequest(a_start(), "Grace", "grace@example.org", "UTC")
    book(EventType.objects.get(pk=team.event_type.pk), request, timezone.now())
    upcoming = [zoom_dependents(host, None, timezone.now()).upcoming for host in team.hosts]
    assert upcoming == [0, 0, 1]


def test_without_one_of_several_accounts_the_others_go_on(team: Team) -> None:
    connect_again = Connection.objects.filter(user=team.hosts[1])
    connect_again.update(state=ConnectionState.CONNECTED)
    told = zoom_dependents(team.hosts[2], None, timezone.now()).event_types[0]
    assert (told.without_zoom, told.stops) == ("goes on with its other hosts", False)
