from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import httpx
import pytest
from django.conf import LazySettings
from django.db import connections as database_connections
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.accounts.vault import CannotOpen
from halfpast.connections.access_tokens import store_grant, with_access_token
from halfpast.connections.condemning import TELL_OF_DEAD_CONNECTION
from halfpast.connections.models import Connection, ConnectionHealth, ConnectionState
from halfpast.connections.sealed_tokens import open_tokens
from halfpast.connections.zoom_app import zoom_app
from halfpast.providers.errors import AppMisconfigured, ProviderError, ReconnectNeeded, TokenRejected, TryLater
from halfpast.sandbox.servers import RunningZoom
from tests.studio import connect, connect_at, make_studio
from tests.threads import all_at_once, until

THREADS = 8
Result = TypeVar("Result")


@pytest.fixture
def connection(transactional_db: None, zoom: RunningZoom) -> Connection:
    return connect_at(zoom, make_studio().owner)


def let_expire(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(access_token_expires_at=timezone.now())


def ask(zoom: RunningZoom, token: str) -> str:
    answer = httpx.get(f"{zoom.url}/v2/users/me", headers={"Authorization": f"Bearer {token}"})
    if answer.status_code == 401:
        raise TokenRejected("no longer valid")
    return str(answer.raise_for_status().json()["email"])


def refreshes(zoom: RunningZoom) -> list[int]:
    calls = httpx.get(f"{zoom.url}/_sandbox/ledger", params={"path": "/oauth/token"}).json()["ledger"]
    return [call["status"] for call in calls if call["note"].startswith("refresh_token")]


def at_once(act: Callable[[], str]) -> list[str]:
    """The same act in eight threads that start together; a provider's refusal is answered by its name."""
    gate = threading.Barrier(THREADS)

    def one() -> str:
        gate.wait()
        try:
            return act()
        except ProviderError as trouble:
            return type(trouble).__name__
        finally:
            database_connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        return [thread.result() for thread in [threads.submit(one) for _ in range(THREADS)]]


def test_eight_threads_with_an_expired_token_refresh_once(connection: Connection, zoom: RunningZoom) -> None:
    let_expire(connection)
    answers = at_once(lambda: with_access_token(connection.pk, lambda token, _: ask(zoom, token)))
    assert answers == [connection.label] * THREADS
    assert refreshes(zoom) == [200]


def test_eight_threads_whose_token_zoom_rejects_refresh_once(connection: Connection, zoom: RunningZoom) -> None:
    zoom.state.change_settings({"clock_offset_seconds": 3700})
    answers = at_once(lambda: with_access_token(connection.pk, lambda token, _: ask(zoom, token)))
    assert answers == [connection.label] * THREADS
    assert refreshes(zoom) == [200]


def test_without_the_lock_eight_threads_lose_their_grant(connection: Connection, zoom: RunningZoom) -> None:
    """The twin that shows what the lock is for."""

    def refresh_without_lock() -> str:
        row = Connection.objects.get(pk=connection.pk)
        grant = zoom_app().refresh(open_tokens(row).refresh)
        store_grant(row, grant)
        return ask(zoom, grant.access_token)

    answers = at_once(refresh_without_lock)
    assert answers.count(connection.label) < THREADS
    assert len(refreshes(zoom)) > 1


def test_the_new_pair_is_stored_before_it_is_used(connection: Connection, zoom: RunningZoom) -> None:
    let_expire(connection)
    stored = with_access_token(connection.pk, lambda token, _: open_tokens(Connection.objects.get()).access == token)
    assert stored


def test_a_token_that_ends_within_a_minute_is_refreshed_first(connection: Connection, zoom: RunningZoom) -> None:
    Connection.objects.update(access_token_expires_at=timezone.now() + timedelta(seconds=50))
    with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    assert refreshes(zoom) == [200]


def test_a_fresh_token_is_used_as_it_is(connection: Connection, zoom: RunningZoom) -> None:
    with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    assert refreshes(zoom) == []


def test_a_dead_grant_asks_for_a_reconnect_and_is_not_tried_again(connection: Connection, zoom: RunningZoom) -> None:
    zoom.state.database.run("UPDATE grants SET ended_at = 1")
    let_expire(connection)
    for _ in range(3):
        with pytest.raises(ReconnectNeeded):
            with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    connection.refresh_from_db()
    assert connection.state == ConnectionState.RECONNECT_NEEDED
    assert "Connect Zoom again" in connection.last_error
    assert refreshes(zoom) == [400]


def test_an_outage_during_the_refresh_keeps_the_grant(connection: Connection, zoom: RunningZoom) -> None:
    let_expire(connection)
    fault = {"match": {"method": "POST", "path": "/oauth/token"}, "fault": {"kind": "status", "status": 500}}
    httpx.post(f"{zoom.url}/_sandbox/faults", json=fault)
    with pytest.raises(TryLater):
        with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    assert with_access_token(connection.pk, lambda token, _: ask(zoom, token)) == connection.label


def test_wrong_app_credentials_keep_the_grant(
    connection: Connection, zoom: RunningZoom, settings: LazySettings
) -> None:
    let_expire(connection)
    settings.ZOOM_CLIENT_SECRET = "mistyped"
    with pytest.raises(AppMisconfigured):
        with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    connection.refresh_from_db()
    assert connection.is_working


def test_a_token_that_stays_rejected_after_a_refresh_asks_for_a_reconnect(
    connection: Connection, zoom: RunningZoom
) -> None:
    def reject(token: str, api_url: str) -> None:
        raise TokenRejected("no")

    with pytest.raises(ReconnectNeeded):
        with_access_token(connection.pk, reject)
    connection.refresh_from_db()
    assert not connection.is_working


def test_a_removed_connection_makes_no_call(connection: Connection, zoom: RunningZoom) -> None:
    connection_id = connection.pk
    connection.delete()
    with pytest.raises(ReconnectNeeded):
        with_access_token(connection_id, lambda token, _: ask(zoom, token))


def test_a_ciphertext_pasted_into_another_row_does_not_open(transactional_db: None) -> None:
    mine, theirs = connect(make_studio().owner), connect(make_studio("other").owner)
    Connection.objects.filter(pk=mine.pk).update(sealed_tokens=theirs.sealed_tokens)
    mine.refresh_from_db()
    with pytest.raises(CannotOpen):
        open_tokens(mine)
    with pytest.raises(AppMisconfigured):
        with_access_token(mine.pk, lambda token, _: token)
    mine.refresh_from_db()
    assert mine.is_working


def test_a_pair_never_shows_in_its_repr(transactional_db: None) -> None:
    assert "access" not in repr(
        open_tokens(connect(make_studio().owner, access="access-1", refresh="refresh-1"))
    ).replace("TokenPair", "")


def test_a_refresh_that_takes_long_does_not_keep_a_deauthorization_waiting(
    connection: Connection, zoom: RunningZoom
) -> None:
    """Zoom waits three seconds for an answer to its notice."""
    let_expire(connection)
    slow_refresh(zoom, "delay")
    results = all_at_once(
        [
            lambda: with_access_token(connection.pk, lambda token, _: ask(zoom, token)),
            lambda: after_the_refresh_began(zoom, lambda: timed(lambda: disconnect_row(connection))),
        ]
    )
    assert isinstance(results[0], ReconnectNeeded)
    assert isinstance(results[1], float)
    assert results[1] < SLOW / 2


def test_with_the_row_locked_a_deauthorization_waits_for_the_refresh(connection: Connection, zoom: RunningZoom) -> None:
    """The twin: this is what the lock of its own is for."""
    slow_refresh(zoom, "delay")

    def refresh_under_the_rows_lock() -> None:
        with transaction.atomic():
            row = Connection.objects.select_for_update().get(pk=connection.pk)
            zoom_app().refresh(open_tokens(row).refresh)

    results = all_at_once(
        [
            refresh_under_the_rows_lock,
            lambda: after_the_refresh_began(zoom, lambda: timed(lambda: disconnect_row(connection))),
        ]
    )
    assert isinstance(results[1], float)
    assert results[1] > SLOW / 2


def test_a_pair_that_comes_after_the_disconnect_is_revoked_and_not_stored(
    connection: Connection, zoom: RunningZoom
) -> None:
    let_expire(connection)
    slow_refresh(zoom, "delay")
    all_at_once(
        [
            lambda: with_access_token(connection.pk, lambda token, _: ask(zoom, token)),
            lambda: after_the_refresh_began(zoom, lambda: disconnect_row(connection)),
        ]
    )
    assert not Connection.objects.exists()
    assert zoom.state.database.rows("SELECT ended_by FROM grants")[0]["ended_by"] == "revoke"


def test_a_reconnect_during_a_refresh_keeps_the_newer_pair(connection: Connection, zoom: RunningZoom) -> None:
    let_expire(connection)
    slow_refresh(zoom, "delay")
    owner = connection.user
    results = all_at_once(
        [
            lambda: with_access_token(connection.pk, lambda token, _: ask(zoom, token)),
            lambda: after_the_refresh_began(zoom, lambda: connect_at(zoom, owner)),
        ]
    )
    assert results[0] == connection.label
    assert with_access_token(connection.pk, lambda token, _: ask(zoom, token)) == connection.label


def test_a_refresh_whose_answer_was_lost_is_asked_for_again(connection: Connection, zoom: RunningZoom) -> None:
    zoom.state.change_settings({"refresh_grace_seconds": 60})
    let_expire(connection)
    fault_at_the_refresh(zoom, {"kind": "drop_after"})
    with pytest.raises(TryLater):
        with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    assert with_access_token(connection.pk, lambda token, _: ask(zoom, token)) == connection.label


def test_a_lost_answer_without_any_grace_asks_the_host_to_reconnect(connection: Connection, zoom: RunningZoom) -> None:
    """The one admitted loss: Zoom rotated the token, and nobody but it knows the new one."""
    let_expire(connection)
    fault_at_the_refresh(zoom, {"kind": "drop_after"})
    with pytest.raises(TryLater):
        with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    with pytest.raises(ReconnectNeeded):
        with_access_token(connection.pk, lambda token, _: ask(zoom, token))


def test_eight_threads_with_a_dead_grant_ask_once_and_defer_one_mail(connection: Connection, zoom: RunningZoom) -> None:
    zoom.state.database.run("UPDATE grants SET ended_at = 1")
    let_expire(connection)
    answers = at_once(lambda: with_access_token(connection.pk, lambda token, _: ask(zoom, token)))
    assert answers == ["ReconnectNeeded"] * THREADS
    assert refreshes(zoom) == [400]
    told = ProcrastinateJob.objects.filter(task_name=TELL_OF_DEAD_CONNECTION, args__connection_id=connection.pk)
    assert told.count() == 1


def test_the_card_knows_when_a_call_last_worked_and_what_went_wrong(connection: Connection, zoom: RunningZoom) -> None:
    def fail(token: str, api_url: str) -> None:
        raise TryLater("Zoom cannot answer at the moment.")

    with_access_token(connection.pk, lambda token, _: ask(zoom, token))
    with pytest.raises(TryLater):
        with_access_token(connection.pk, fail)
    health = ConnectionHealth.objects.get()
    assert health.last_success_at is not None
    assert health.last_error == "Zoom cannot answer at the moment."
    assert health.last_error_at is not None
    assert health.last_error_at > health.last_success_at


SLOW = 1.5


def fault_at_the_refresh(zoom: RunningZoom, fault: dict[str, object]) -> None:
    body = {"match": {"method": "POST", "path": "/oauth/token"}, "fault": fault}
    httpx.post(f"{zoom.url}/_sandbox/faults", json=body).raise_for_status()


def slow_refresh(zoom: RunningZoom, kind: str) -> None:
    fault_at_the_refresh(zoom, {"kind": kind, "seconds": SLOW})


def after_the_refresh_began(zoom: RunningZoom, act: Callable[[], Result]) -> Result:
    """Once the fault is used up, the call that met it is on its way."""
    until(lambda: not httpx.get(f"{zoom.url}/_sandbox/faults").json()["faults"])
    return act()


def timed(act: Callable[[], None]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def disconnect_row(connection: Connection) -> None:
    """As a deauthorization does."""
    with transaction.atomic():
        Connection.objects.select_for_update().get(pk=connection.pk).delete()
