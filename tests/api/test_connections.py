from __future__ import annotations

from django.utils import timezone

from halfpast.accounts.models import User
from halfpast.connections.models import Connection
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
    assert told[0].keys() == {"id", "provider", "label", "state", "scopes", "last_error", "connected_at"}


def test_a_connection_is_removed_with_its_tokens(caller: Caller) -> None:
    mine = connect(caller.user)

    assert caller("DELETE", f"/connections/{mine.pk}").status_code == 204
    assert caller.get("/connections")["items"] == []


def test_a_connection_of_another_person_is_nowhere(caller: Caller, stranger: Caller) -> None:
    theirs = connect(stranger.user)

    problem(caller("DELETE", f"/connections/{theirs.pk}"), 404, "not-found")
    assert Connection.objects.filter(pk=theirs.pk).exists()
