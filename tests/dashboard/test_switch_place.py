"""One press puts another place where a dead one stands."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from halfpast.bookings import services
from halfpast.bookings.models import Appointment
from halfpast.connections.models import Connection, ConnectionState
from halfpast.event_types.models import EventType, Place, PlaceKind
from halfpast.event_types.provisioning import first_event_type
from halfpast.event_types.switching import switch_places
from tests.studio import Studio, add_member, make_studio

PAGE = "/app/event-types/switch-place"
PHONE = {"kind": "phone", "call": "guest_calls", "number": "+49 30 1234567"}


@pytest.fixture
def dead(studio: Studio) -> Studio:
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)
    return studio


def another_type(studio: Studio, slug: str) -> EventType:
    return first_event_type(studio.owner, studio.workspace, studio.event_type.schedule, slug=slug, title=slug.title())


def kinds(event_type: EventType) -> list[str]:
    return [place.kind for place in event_type.places.order_by("position")]


def test_the_page_names_the_types_and_changes_nothing(dead: Studio, host: Client) -> None:
    another_type(dead, "consultation")

    page = host.get(PAGE).content.decode()

    assert "Another place for 2 event types" in page
    assert "30 minute meeting" in page
    assert "Consultation" in page
    assert kinds(dead.event_type) == ["zoom"]


def test_the_new_place_takes_the_position_of_the_dead_one_in_all_types(dead: Studio, host: Client) -> None:
    other = another_type(dead, "consultation")
    Place.objects.create(event_type=other, position=1, kind=PlaceKind.IN_PERSON, address="Main Street 1")

    answer = host.post(PAGE, PHONE, follow=True)

    assert [kinds(dead.event_type), kinds(other)] == [["phone"], ["phone", "in_person"]]
    assert dead.event_type.places.get().number == "+49 30 1234567"
    assert "2 event types now have: Phone." in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ({"kind": "in_person", "address": "Main Street 1"}, "address"),
        ({"kind": "link", "url": "https://meet.example.com/room"}, "url"),
    ],
)
def test_any_place_without_an_account_will_do(dead: Studio, host: Client, typed: dict[str, str], fact: str) -> None:
    assert host.post(PAGE, typed).status_code == 303
    assert getattr(dead.event_type.places.get(), fact) == typed[fact]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "phone", "call": "guest_calls", "number": "12"}, "12"),
        ({"kind": "in_person", "address": ""}, "Say where you meet."),
        ({"kind": "link", "url": "javascript:alert(1)"}, "javascript:alert(1)"),
        ({"kind": "zoom"}, "Select a valid choice"),
        ({}, "This field is required"),
    ],
)
def test_a_place_that_says_too_little_is_refused_and_nothing_is_lost(
    dead: Studio, host: Client, typed: dict[str, str], words: str
) -> None:
    answer = host.post(PAGE, typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert kinds(dead.event_type) == ["zoom"]


def test_a_place_that_is_in_the_list_already_is_not_there_twice(dead: Studio, host: Client) -> None:
    Place.objects.create(event_type=dead.event_type, position=1, kind=PlaceKind.IN_PERSON, address="Main Street 1")

    host.post(PAGE, {"kind": "in_person", "address": "Main Street 1"})

    assert kinds(dead.event_type) == ["in_person"]


def test_the_other_places_keep_their_ids_and_the_new_one_is_another(dead: Studio, host: Client) -> None:
    zoom = dead.event_type.places.get()
    kept = Place.objects.create(event_type=dead.event_type, position=1, kind=PlaceKind.IN_PERSON, address="Main St")

    host.post(PAGE, PHONE)

    first, second = dead.event_type.places.order_by("position")
    assert second.pk == kept.pk
    assert first.pk != zoom.pk


def test_bookings_to_come_stay_where_they_are(studio: Studio, host: Client) -> None:
    services.book(studio.event_type, studio.request(), timezone.now())
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)

    page = host.get(PAGE).content.decode()
    host.post(PAGE, PHONE)

    assert "1 booking to come stays on Zoom" in page
    assert Appointment.objects.get().place_kind == "zoom"


def test_with_a_working_zoom_nothing_is_switched(studio: Studio, host: Client) -> None:
    answer = host.post(PAGE, PHONE, follow=True)

    assert kinds(studio.event_type) == ["zoom"]
    assert "nothing to switch" in answer.content.decode()


def test_only_my_own_types_are_switched(dead: Studio, client: Client) -> None:
    colleague = add_member(dead.workspace, "colleague@example.com")
    client.force_login(colleague)

    client.post(PAGE, PHONE)

    assert kinds(dead.event_type) == ["zoom"]


def test_types_of_another_workspace_are_out_of_reach(dead: Studio, host: Client) -> None:
    elsewhere = make_studio("elsewhere")

    host.post(PAGE, PHONE)

    assert kinds(elsewhere.event_type) == ["zoom"]


def test_when_one_type_fails_none_is_switched(dead: Studio) -> None:
    other = another_type(dead, "consultation")
    nowhere = Place(kind=PlaceKind.IN_PERSON)  # the database wants an address

    with pytest.raises(Exception, match="place_says_where"):
        switch_places([dead.event_type, other], PlaceKind.ZOOM, nowhere)

    assert {place.kind for place in Place.objects.all()} == {"zoom"}
