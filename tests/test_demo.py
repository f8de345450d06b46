from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import User, Workspace
from halfpast.connections.models import Connection
from halfpast.demo import make_demo
from halfpast.event_types.models import EventType
from halfpast.sandbox.servers import RunningZoom

pytestmark = pytest.mark.django_db


def test_the_demo_is_connected_and_can_be_signed_in_to(zoom: RunningZoom, client: Client) -> None:
    demo = make_demo(timezone.now())
    assert demo.zoom == "connected"
    assert demo.booking_url == "http://localhost:8000/demo/consultation"
    answer = client.post("/accounts/login/", {"login": demo.email, "password": demo.password})
    assert answer.headers["Location"] == "/app/"


def test_making_it_again_changes_nothing(zoom: RunningZoom) -> None:
    first = make_demo(timezone.now())
    assert make_demo(timezone.now()) == first
    assert (User.objects.count(), Workspace.objects.count(), EventType.objects.count()) == (1, 1, 3)
    assert Connection.objects.get().token_version == 2


def test_without_a_simulated_zoom_the_demo_stands_and_says_why(settings: LazySettings) -> None:
    settings.ZOOM_BASE_URL = "http://127.0.0.1:9"
    assert "did not play along" in make_demo(timezone.now()).zoom
    assert EventType.objects.count() == 3


def test_the_real_zoom_is_never_walked_through() -> None:
    assert make_demo(timezone.now()).zoom == "not connected: no simulated Zoom is configured"


def test_it_stands_beside_a_workspace_that_is_there_already() -> None:
    Workspace.objects.create(slug="demo", name="Mine")
    assert make_demo(timezone.now()).booking_url == "http://localhost:8000/demo-2/consultation"


def test_a_demo_whose_event_types_were_deleted_leads_to_its_list() -> None:
    make_demo(timezone.now())
    EventType.objects.all().delete()
    assert make_demo(timezone.now()).booking_url == "http://localhost:8000/demo"
