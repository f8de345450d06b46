"""Connections through an app that this site no longer has."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.conf import LazySettings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.bookings.models import Appointment, LinkState
from halfpast.bookings.services import book
from halfpast.connections.condemning import TELL_OF_DEAD_CONNECTION
from halfpast.connections.jobs import keep_grants_alive
from halfpast.connections.models import Connection, ConnectionState
from halfpast.connections.other_apps import ANOTHER_APP, condemn_those_of_other_apps
from halfpast.effects.models import Effect, EffectKind
from halfpast.sandbox.servers import RunningZoom
from tests.studio import Studio, connect, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def former(studio: Studio) -> Connection:
    """Made through an app that is no longer this site's."""
    made = connect(studio.owner)
    Connection.objects.filter(pk=made.pk).update(app_client_id="former-app")
    return Connection.objects.get(pk=made.pk)


def told() -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name=TELL_OF_DEAD_CONNECTION)
    return [job.args["connection_id"] for job in jobs]


def probes(zoom: RunningZoom) -> int:
    return len(httpx.get(f"{zoom.url}/_sandbox/ledger", params={"path": "/oauth/token"}).json()["ledger"])


def test_a_change_in_the_environment_is_noticed_within_the_hour(former: Connection, zoom: RunningZoom) -> None:
    for _ in range(2):
        keep_grants_alive(0)
    former.refresh_from_db()
    assert (former.state, former.last_error) == (ConnectionState.RECONNECT_NEEDED, ANOTHER_APP)
    assert told() == [former.pk]


def test_an_app_that_zoom_does_not_know_ends_nothing(
    former: Connection, zoom: RunningZoom, settings: LazySettings
) -> None:
    settings.ZOOM_CLIENT_SECRET = "mistyped"
    keep_grants_alive(0)
    assert Connection.objects.get().is_working


def test_a_zoom_that_cannot_be_asked_ends_nothing(former: Connection, settings: LazySettings) -> None:
    settings.ZOOM_BASE_URL = "http://127.0.0.1:9"
    keep_grants_alive(0)
    assert Connection.objects.get().is_working


def test_an_environment_without_an_app_ends_nothing(former: Connection, settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = ""
    keep_grants_alive(0)
    assert Connection.objects.get().is_working


def test_zoom_is_asked_only_when_there_is_somebody_of_another_app(studio: Studio, zoom: RunningZoom) -> None:
    connect(studio.owner)
    keep_grants_alive(0)
    assert (probes(zoom), Connection.objects.get().is_working) == (0, True)


def test_a_booking_that_waits_for_the_old_app_waits_no_longer(studio: Studio, former: Connection) -> None:
    book(studio.event_type, studio.request(), timezone.now())
    Effect.objects.filter(kind=EffectKind.MEETING).update(next_run=timezone.now() + timedelta(hours=1))
    condemn_those_of_other_apps()
    work()
    assert Appointment.objects.get().link_state == LinkState.OWED
