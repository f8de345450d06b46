from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.connections.cards import zoom_card, zoom_connection
from halfpast.connections.jobs import keep_grants_alive, renew_grant, tell_of_dead_connection
from halfpast.connections.models import Connection, ConnectionHealth, ConnectionState
from halfpast.sandbox.servers import RunningZoom
from tests.studio import connect, connect_at, make_studio

pytestmark = pytest.mark.django_db


def idle_since(**ago: int) -> Connection:
    connection = connect(make_studio().owner)
    Connection.objects.update(refreshed_at=timezone.now() - timedelta(**ago))
    return connection


def renewals() -> list[int]:
    rows = ProcrastinateJob.objects.filter(task_name="renew_grant")
    return [row.args["connection_id"] for row in rows]


def test_a_grant_that_rested_for_a_day_is_renewed(db: None) -> None:
    connection = idle_since(hours=25)
    keep_grants_alive(0)
    assert renewals() == [connection.pk]


def test_a_grant_refreshed_today_is_left_alone(db: None) -> None:
    idle_since(hours=23)
    keep_grants_alive(0)
    assert renewals() == []


def test_a_grant_from_before_this_release_is_renewed(db: None) -> None:
    connection = connect(make_studio().owner)
    Connection.objects.update(refreshed_at=None)
    keep_grants_alive(0)
    assert renewals() == [connection.pk]


def test_a_dead_grant_is_not_asked_for_again(db: None) -> None:
    idle_since(days=3)
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)
    keep_grants_alive(0)
    assert renewals() == []


def test_renewing_stores_a_new_pair_although_the_old_token_is_still_good(zoom: RunningZoom) -> None:
    connection = connect_at(zoom, make_studio().owner)
    renew_grant(connection.pk)
    renewed = Connection.objects.get()
    assert renewed.token_version == connection.token_version + 1
    assert renewed.is_working


def test_a_grant_that_died_while_it_rested_is_told_to_its_host_once(zoom: RunningZoom) -> None:
    connection = connect_at(zoom, make_studio().owner)
    zoom.state.database.run("UPDATE grants SET ended_at = 1")
    for _ in range(3):
        renew_grant(connection.pk)
    assert ProcrastinateJob.objects.filter(task_name="tell_of_dead_connection").count() == 1


def test_a_renewal_that_works_ends_the_trouble_of_one_that_did_not(zoom: RunningZoom) -> None:
    connection = connect_at(zoom, make_studio().owner)
    failed_an_hour_ago(connection, access_token_expires_at=timezone.now() - timedelta(hours=20))
    renew_grant(connection.pk)
    assert not zoom_card(zoom_connection(connection.user), timezone.now()).last_call_failed


def test_a_renewal_does_not_end_the_trouble_of_a_call(zoom: RunningZoom) -> None:
    connection = connect_at(zoom, make_studio().owner)
    failed_an_hour_ago(connection, access_token_expires_at=timezone.now() - timedelta(minutes=10))
    renew_grant(connection.pk)
    assert zoom_card(zoom_connection(connection.user), timezone.now()).last_call_failed


def failed_an_hour_ago(connection: Connection, **changes: object) -> None:
    past = timezone.now() - timedelta(hours=1)
    health = {"last_error": "Trouble.", "last_error_at": past, "last_success_at": past - timedelta(days=1)}
    ConnectionHealth.objects.update(**health)
    Connection.objects.filter(pk=connection.pk).update(**changes)


def test_the_mail_names_the_account_the_reason_and_the_way(zoom: RunningZoom) -> None:
    connection = connect_at(zoom, make_studio().owner)
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED, last_error="Zoom ended this connection.")
    tell_of_dead_connection(connection.pk, connection.token_version)
    (sent,) = mail.outbox
    assert sent.to == [connection.user.email]
    assert connection.label in sent.body
    assert "Zoom ended this connection." in sent.body
    assert "http://localhost:8000/app/integrations" in sent.body


def test_whoever_connected_again_meanwhile_gets_no_mail(zoom: RunningZoom) -> None:
    connection = connect_at(zoom, make_studio().owner)
    Connection.objects.update(token_version=F("token_version") + 1)
    tell_of_dead_connection(connection.pk, connection.token_version)
    assert mail.outbox == []
