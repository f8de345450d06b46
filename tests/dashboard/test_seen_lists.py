"""A member's lists hold what they host; those of owners and admins all that their workspace has."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import Role, User
from halfpast.accounts.tokens import make_token
from halfpast.bookings import services
from halfpast.bookings.models import Booking, Party
from halfpast.connections.models import Connection, ConnectionState
from halfpast.event_types.models import EventType, PlaceKind
from halfpast.event_types.provisioning import first_event_type
from tests.browsers import as_read
from tests.studio import Studio, add_member, connect

TITLES = ("30 minute meeting", "Talk with Mia")
GUESTS = ("Olga of the owner", "Mike of Mia")


@pytest.fixture
def mine(studio: Studio) -> EventType:
    """Of a member, beside what the studio's owner hosts."""
    user = add_member(studio.workspace, "mia@example.com", name="Mia Member", role=Role.MEMBER)
    connect(user)
    return first_event_type(user, studio.workspace, user.schedules.get(), slug="mia", title="Talk with Mia")


@pytest.fixture
def member(mine: EventType) -> User:
    return mine.hosts.get()


@pytest.fixture
def reader(member: User, client: Client) -> Client:
    client.force_login(member)
    return client


@pytest.fixture
def bookings(studio: Studio, mine: EventType) -> list[Booking]:
    return [
        services.book(studio.event_type, studio.request(name="Olga of the owner"), timezone.now()).booking,
        services.book(mine, studio.request(name="Mike of Mia"), timezone.now()).booking,
    ]


def read(client: Client, address: str) -> str:
    return as_read(client.get(address).content.decode())


def test_a_member_reads_the_names_of_their_own_guests_only(bookings: list[Booking], reader: Client) -> None:
    page = read(reader, "/app/")

    assert "Mike of Mia" in page
    assert "Olga" not in page


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
def test_owners_and_admins_read_all_guests(studio: Studio, bookings: list[Booking], client: Client, role: Role) -> None:
    client.force_login(add_member(studio.workspace, "ada@example.com", role=role))

    page = read(client, "/app/")

    assert ["Mike of Mia" in page, "Olga of the owner" in page] == [True, True]


@pytest.mark.parametrize("tab", ["past", "cancelled"])
def test_the_other_tabs_are_a_members_own_too(bookings: list[Booking], reader: Client, tab: str) -> None:
    for booking in bookings:
        if tab == "cancelled":
            services.cancel(booking, by=Party.HOST, now=timezone.now())
        else:
            booking.appointment.start -= timedelta(days=30)
            booking.appointment.end -= timedelta(days=30)
            booking.appointment.save()

    page = read(reader, f"/app/?show={tab}")

    assert ["Mike of Mia" in page, "Olga of the owner" in page] == [True, False]


def test_a_member_lists_the_event_types_they_host(mine: EventType, reader: Client) -> None:
    page = read(reader, "/app/event-types")

    assert "Talk with Mia" in page
    assert "30 minute meeting" not in page


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
def test_owners_and_admins_list_all_event_types(studio: Studio, mine: EventType, client: Client, role: Role) -> None:
    client.force_login(add_member(studio.workspace, "ada@example.com", role=role))

    page = read(client, "/app/event-types")

    assert "Talk with Mia" in page
    assert "30 minute meeting" in page


def test_a_type_is_in_the_list_of_the_member_who_made_it(mine: EventType, reader: Client) -> None:
    typed = {
        "title": "Coffee", "slug": "", "duration_minutes": 45, "slot_step_minutes": 15, "buffer_before_minutes": 0,
        "buffer_after_minutes": 10, "minimum_notice_minutes": 120, "horizon_days": 30, "schedule": mine.schedule_id,
        "on_cancel": "delete", "on_unavailable": "fallback", "place-0-kind": "zoom",
    }  # fmt: skip

    reader.post("/app/event-types/new", typed)

    assert "Coffee" in read(reader, "/app/event-types")


@pytest.mark.parametrize("address", ["/app/", "/app/event-types"])
def test_a_member_reads_nothing_of_a_dead_account_of_somebody_else(
    studio: Studio, reader: Client, address: str
) -> None:
    Connection.objects.filter(user=studio.owner).update(state=ConnectionState.RECONNECT_NEEDED)
    studio.event_type.host_rows.create(user=add_member(studio.workspace, "second@example.com"))

    page = reader.get(address).content.decode()

    assert "notice" not in page
    assert "30 minute meeting" not in page


def test_a_member_switches_the_places_of_their_own_types(studio: Studio, mine: EventType, reader: Client) -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)

    page = read(reader, "/app/event-types/switch-place")
    reader.post("/app/event-types/switch-place", {"kind": "in_person", "address": "Main Street 1"})

    assert "30 minute meeting" not in page
    assert [mine.places.get().kind, studio.event_type.places.get().kind] == [PlaceKind.IN_PERSON, PlaceKind.ZOOM]


def test_a_members_integrations_name_what_hangs_on_their_own_account(mine: EventType, reader: Client) -> None:
    page = read(reader, "/app/integrations")

    assert "Talk with Mia" in page
    assert "30 minute meeting" not in page


@pytest.mark.parametrize("address", ["/app/integrations", "/connections/zoom/disconnect"])
def test_a_type_that_another_hosts_now_is_told_without_a_way_to_it(
    studio: Studio, mine: EventType, bookings: list[Booking], reader: Client, address: str
) -> None:
    mine.host_rows.update(user=studio.owner)

    page = reader.get(address).content.decode()

    assert "Talk with Mia" in page
    assert f'href="/app/event-types/{mine.pk}"' not in page


def test_a_members_hours_are_listed_alone(member: User, reader: Client) -> None:
    page = reader.get("/app/availability").content.decode()

    assert reader.get(f"/app/availability/{member.schedules.get().pk}").status_code == 200
    assert set(re.findall(r"/app/availability/(\d+)", page)) == {str(member.schedules.get().pk)}


@pytest.mark.parametrize("role", Role)
def test_a_script_sees_what_its_owner_sees_in_the_dashboard(
    bookings: list[Booking], member: User, reader: Client, role: Role
) -> None:
    member.memberships.update(role=role)
    script = Client(headers={"Authorization": f"Bearer {make_token(member)}"})

    told = [script.get(f"/api/v1/{kind}").json()["items"] for kind in ("event-types", "bookings")]
    pages = [read(reader, "/app/event-types"), read(reader, "/app/")]

    assert {each["title"] for each in told[0]} == {title for title in TITLES if title in pages[0]}
    assert {each["attendee"]["name"] for each in told[1]} == {guest for guest in GUESTS if guest in pages[1]}
