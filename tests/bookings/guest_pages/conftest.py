from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from halfpast.accounts.models import Workspace
from halfpast.event_types.models import EventType, Place, PlaceKind
from halfpast.event_types.provisioning import first_event_type
from tests.studio import add_member

# A Monday; Berlin is at UTC+1, New York at UTC-5.
NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
FORM = {"name": "Grace Hopper", "email": "grace@example.com", "tz": "America/New_York", "key": "a-key-of-this-form"}
FREE = "2026-12-08T09:00:00Z"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def event_type(db: None) -> EventType:
    """Thirty minutes in person, Monday to Friday from nine to five in Berlin."""
    workspace = Workspace.objects.create(slug="lovelace", name="Lovelace & Partners", time_zone="Europe/Berlin")
    host = add_member(workspace, "ada@example.com", name="Ada Lovelace")
    made = first_event_type(host, workspace, host.schedules.get(), title="First conversation", slug="intro")
    made.places.all().delete()
    Place.objects.create(event_type=made, position=0, kind=PlaceKind.IN_PERSON, address="Torstraße 12, Berlin")
    return made


@pytest.fixture
def page(event_type: EventType) -> str:
    return "/lovelace/intro"


@pytest.fixture
def booked(client: Client, page: str) -> Callable[..., str]:
    """Books and gives the address of the guest's own page."""

    def book(**changes: str) -> str:
        return str(client.post(page, {**FORM, "start": FREE, **changes})["Location"])

    return book
