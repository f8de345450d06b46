"""What somebody does not see in the dashboard does not exist for them: every page about one object is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from halfpast.accounts.models import Role, User
from halfpast.bookings import services
from halfpast.bookings.models import Appointment, Booking, LinkState
from halfpast.event_types.models import EventType
from halfpast.event_types.provisioning import first_event_type, first_schedule
from halfpast.schedules.models import OutOfOffice, Schedule, Travel
from tests.studio import Studio, add_member, make_studio

FAR_AHEAD = date(2127, 4, 2)
# What is sent to each page about one object. A page that is not listed here fails a test: say what it is sent.
SENT: Mapping[str, Mapping[str, object]] = {
    "app-booking": {},
    "app-booking-link": {},
    "app-booking-cancel": {"generation": 1, "reason": "Because."},
    "app-booking-reschedule": {"generation": 1},
    "app-booking-link-by-hand": {"url": "https://phishing.example.com/room"},
    "app-event-type": {
        "title": "Taken over", "slug": "taken-over", "duration_minutes": 45, "slot_step_minutes": 15,
        "buffer_before_minutes": 0, "buffer_after_minutes": 10, "minimum_notice_minutes": 120, "horizon_days": 30,
        "on_cancel": "delete", "on_unavailable": "fallback", "is_active": "on", "place-0-kind": "in_person",
        "place-0-address": "Main Street 1",
    },
    "app-event-type-switch": {"open": "no"},
    "app-event-type-explain": {},
    "app-event-type-preview": {},
    "schedule": {"name": "Taken over", "time_zone": "Asia/Tokyo", **{f"day_{day}": "1-2" for day in range(7)}},
    "schedule-delete": {},
    "end-journey": {},
    "end-absence": {},
}  # fmt: skip
ONLY_SHOWS = {"app-booking", "app-booking-link", "app-event-type-explain", "app-event-type-preview"}
ONLY_ACTS = {"app-booking-link-by-hand", "app-event-type-switch", "schedule-delete", "end-journey", "end-absence"}
# An admin has no say in when somebody else works.
OWN_TIME = {"schedule", "schedule-delete", "end-journey", "end-absence"}


@dataclass
class Foreign:
    """What the studio's owner has, of each kind that has pages."""

    studio: Studio
    booking: Booking
    schedule: Schedule
    journey: Travel
    absence: OutOfOffice

    def address(self, name: str) -> str:
        values = {
            "uid": self.booking.uid,
            "event_type_id": self.studio.event_type.pk,
            "schedule_id": self.schedule.pk,
            "travel_id": self.journey.pk,
            "absence_id": self.absence.pk,
        }
        return reverse(name, kwargs={key: values[key] for key in PAGES[name]})

    def sent(self, name: str) -> dict[str, object]:
        own: dict[str, dict[str, object]] = {
            "app-booking-reschedule": {"start": self.studio.a_start(days=3, hour=9).strftime("%Y-%m-%dT%H:%M:%SZ")},
            "app-event-type": {"schedule": self.studio.event_type.schedule_id},
        }
        return {**SENT[name], **own.get(name, {})}


def pages(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str, list[str]]]:
    """The route of each page, its name and the names of what is in its path."""
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from pages(each.url_patterns, route)
        else:
            yield route, each.name or route, list(each.pattern.converters)


PAGES = {
    name: converters
    for route, name, converters in pages(get_resolver().url_patterns)
    if converters and route.startswith("app/")
}


@pytest.fixture
def foreign(studio: Studio) -> Foreign:
    booking = services.book(studio.event_type, studio.request(), timezone.now()).booking
    Appointment.objects.update(link_state=LinkState.OWED)
    away: dict[str, Any] = {"user": studio.owner, "first_date": FAR_AHEAD, "last_date": FAR_AHEAD}
    journey = Travel.objects.create(time_zone="Asia/Tokyo", **away)
    return Foreign(studio, booking, first_schedule(studio.owner), journey, OutOfOffice.objects.create(**away))


@pytest.fixture
def member(studio: Studio) -> User:
    """Hosts something else in the same workspace."""
    user = add_member(studio.workspace, "mia@example.com", name="Mia", role=Role.MEMBER)
    first_event_type(user, studio.workspace, user.schedules.get(), slug="mia", title="Talk with Mia")
    return user


@pytest.fixture(params=["member of the workspace", "owner of another workspace", "member of another workspace"])
def reader(request: pytest.FixtureRequest, member: User) -> Client:
    elsewhere = make_studio("elsewhere")
    readers = {
        "member of the workspace": lambda: member,
        "owner of another workspace": lambda: elsewhere.owner,
        "member of another workspace": lambda: add_member(elsewhere.workspace, "e@example.com", role=Role.MEMBER),
    }
    client = Client()
    client.force_login(readers[request.param]())
    return client


def test_every_page_about_one_object_is_tried_here() -> None:
    assert set(PAGES) == set(SENT)


@pytest.mark.parametrize("name", PAGES)
def test_what_somebody_does_not_see_is_not_shown(foreign: Foreign, reader: Client, name: str) -> None:
    answer = reader.get(foreign.address(name))

    assert answer.status_code == (405 if name in ONLY_ACTS else 404)


@pytest.mark.parametrize("name", PAGES)
def test_what_somebody_does_not_see_cannot_be_changed(foreign: Foreign, reader: Client, name: str) -> None:
    before = everything()

    answer = reader.post(foreign.address(name), foreign.sent(name))

    assert answer.status_code == (405 if name in ONLY_SHOWS else 404)
    assert everything() == before


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ONLY_SHOWS])
def test_the_same_sent_by_whoever_sees_it_changes_something(foreign: Foreign, host: Client, name: str) -> None:
    before = everything()

    answer = host.post(foreign.address(name), foreign.sent(name))

    assert answer.status_code == 303
    assert everything() != before


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ONLY_ACTS])
def test_whoever_sees_it_is_shown_it(foreign: Foreign, host: Client, name: str) -> None:
    assert host.get(foreign.address(name), follow=True).status_code == 200


@pytest.mark.parametrize("name", [name for name in PAGES if name not in OWN_TIME])
def test_an_admin_reaches_what_another_hosts(foreign: Foreign, client: Client, name: str) -> None:
    client.force_login(add_member(foreign.studio.workspace, "ada@example.com", role=Role.ADMIN))
    # Their own hours: an event type keeps the hours it has, or takes the editor's.
    answer = client.post(foreign.address(name), foreign.sent(name))

    assert answer.status_code == (405 if name in ONLY_SHOWS else 303)


def test_a_member_reaches_what_they_host(foreign: Foreign, member: User, client: Client) -> None:
    EventType.objects.filter(slug="mia").update(on_unavailable="book_without_link")
    mine = EventType.objects.get(slug="mia")
    booking = services.book(mine, foreign.studio.request(), timezone.now()).booking
    client.force_login(member)

    assert client.get(reverse("app-booking", kwargs={"uid": booking.uid})).status_code == 200
    assert client.get(reverse("app-event-type", args=[mine.pk])).status_code == 200


def test_a_booking_stays_with_its_host_when_another_hosts_its_event_type(
    foreign: Foreign, member: User, client: Client
) -> None:
    foreign.studio.event_type.host_rows.update(user=member)
    client.force_login(member)

    assert client.get(foreign.address("app-event-type")).status_code == 200
    assert client.get(foreign.address("app-booking")).status_code == 404


def everything() -> dict[str, list[Mapping[str, object]]]:
    """All rows of what guests and hosts deal with, and of what is done because of it."""
    rooms = ("bookings", "event_types", "schedules", "effects", "connections")
    models: Iterator[type[Model]] = (model for room in rooms for model in apps.get_app_config(room).get_models())
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}
