"""A scope that counts as granted, and for want of which Zoom refuses a call, is granted no longer."""

from __future__ import annotations

import pytest
from django.test import Client

from halfpast.connections.access_tokens import with_access_token
from halfpast.connections.models import Connection
from halfpast.providers.errors import Refused, ScopeMissing
from halfpast.providers.zoom_scopes import CLASSIC_FORMS, without
from tests.browsers import as_read
from tests.studio import Studio, connect

CLASSICS_LEFT = {"meeting:write:meeting", "meeting:delete:meeting", "user:read:user"}
READING = {"meeting:read:meeting", "meeting:read:list_meetings", "user:read:user"}
ALL = frozenset(CLASSIC_FORMS)
UPDATE = "meeting:update:meeting"


def refused(studio: Studio, trouble: Refused, granted: frozenset[str] = ALL) -> list[str]:
    """The stored scopes after a call that ended so."""

    def call(token: str, api_url: str) -> None:
        raise trouble

    connection = connect(studio.owner)
    Connection.objects.update(scopes=sorted(granted))
    with pytest.raises(Refused):
        with_access_token(connection.pk, call)
    return Connection.objects.get().scopes


@pytest.mark.django_db
def test_a_scope_that_a_call_was_refused_for_shows_as_missing(studio: Studio, host: Client) -> None:
    refused(studio, ScopeMissing("Zoom did not grant the scope.", scopes=(UPDATE,)))
    page = as_read(host.get("/app/integrations").content.decode())
    assert "1 is missing" in page
    assert f"Without {UPDATE}" in page


@pytest.mark.django_db
def test_a_refusal_that_names_no_scope_changes_none(studio: Studio) -> None:
    assert refused(studio, ScopeMissing("Zoom did not grant a scope.")) == sorted(ALL)


@pytest.mark.parametrize(
    ("granted", "lost", "left"),
    [
        (ALL, {UPDATE}, ALL - {UPDATE}),
        (frozenset(), {UPDATE}, ALL - {UPDATE}),
        (frozenset({f"{scope}:admin" for scope in ALL}), {UPDATE}, ALL - {UPDATE}),
        ({"meeting:write", "user:read", "x:y"}, {UPDATE}, {*CLASSICS_LEFT, "x:y"}),
        ({"meeting:read", "meeting:write", "user:read"}, {"meeting:write"}, READING),
        ({UPDATE}, {UPDATE}, {UPDATE}),
        (ALL, {"something:else"}, ALL),
    ],
)
def test_what_is_left_of_a_grant(granted: frozenset[str], lost: set[str], left: set[str]) -> None:
    assert without(frozenset(granted), frozenset(lost)) == left
