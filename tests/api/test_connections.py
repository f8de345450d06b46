from __future__ import annotations

from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.connections.models import Connection, ConnectionHealth
from tests.api.callers import Caller, problem


def connect(user: User | None) -> Connection:
    """A connection whose tokens cannot be opened: nothing is left to revoke at Zoom."""
    assert user is not None
    now = timezone.now()
    return Connection.objects.create(
        user=user,
        provider="zoom",
        app_client_id="test-client",
        account_id=f"account {user.pk}",
        label=user.email,
        access_token_expires_at=now,
        scopes=["meeting:write:meeting"],
        connected_at=now,
    )


def test_own_connections_are_told_without_secrets(caller: Caller, stranger: Caller) -> None:
    mine = connect(caller.user)
    connect(stranger.user)

    told = caller.get("/connections")["items"]

    assert [each["id"] for each in told] == [mine.pk]
    assert told[0].keys() == {
        "id",
        "provider",
        "label",
        "state",
        "scopes",
        "missing_scopes",
        "plan_type",
        "last_success_at",
        "last_error",
        "last_error_at",
        "writes_today",
        "writes_limit",
        "connected_at",
    }


def test_a_connection_tells_what_it_lacks_and_how_it_fares(caller: Caller) -> None:
    mine, now = connect(caller.user), timezone.now()
    Connection.objects.update(plan_type=1)
    ConnectionHealth.objects.create(
        connection=mine, last_success_at=now, last_error="Slow down.", last_error_at=now, writes=7, writes_on=now.date()
    )

    (told,) = caller.get("/connections")["items"]

    assert (told["plan_type"], told["writes_today"], told["writes_limit"]) == (1, 7, 100)
    assert (told["last_error"], told["last_error_at"]) == ("Slow down.", told["last_success_at"])
    assert "meeting:delete:meeting" in told["missing_scopes"]
    assert "meeting:write:meeting" not in told["missing_scopes"]


def test_a_connection_that_was_never_used_has_no_history(caller: Caller) -> None:
    connect(caller.user)

    (told,) = caller.get("/connections")["items"]

    assert [told[name] for name in ("last_success_at", "last_error", "last_error_at")] == [None, None, None]
    assert told["writes_today"] == 0


def test_why_to_connect_again_comes_before_an_older_trouble(caller: Caller) -> None:
    ConnectionHealth.objects.create(connection=connect(caller.user), last_error="Slow down.")
    Connection.objects.update(state="reconnect_needed", last_error="Zoom ended this connection.")

    (told,) = caller.get("/connections")["items"]

    assert (told["state"], told["last_error"]) == ("reconnect_needed", "Zoom ended this connection.")


def test_a_connection_is_removed_with_its_tokens(caller: Caller) -> None:
    mine = connect(caller.user)

    assert caller("DELETE", f"/connections/{mine.pk}").status_code == 204
    assert caller.get("/connections")["items"] == []


def test_a_connection_of_another_person_is_nowhere(caller: Caller, stranger: Caller) -> None:
    theirs = connect(stranger.user)

    problem(caller("DELETE", f"/connections/{theirs.pk}"), 404, "not-found")
    assert Connection.objects.filter(pk=theirs.pk).exists()
