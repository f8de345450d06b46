from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from halfpast.accounts.models import Role, Workspace
from halfpast.accounts.tokens import make_token
from tests.api.callers import Caller, booking_of, office_talk
from tests.studio import add_member


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="acme", name="Acme", time_zone="Europe/Vienna")


@pytest.fixture
def make_caller(workspace: Workspace) -> Callable[..., Caller]:
    def make(email: str, role: Role = Role.OWNER, place: Workspace = workspace) -> Caller:
        user = add_member(place, email, role=role)
        return Caller(user, make_token(user))

    return make


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller("ann@example.com")


@pytest.fixture
def stranger(make_caller: Callable[..., Caller]) -> Caller:
    """An owner, of another workspace."""
    return make_caller(
        "eve@example.com", place=Workspace.objects.create(slug="other", name="Other", time_zone="Europe/Vienna")
    )


@pytest.fixture
def nobody(db: None) -> Caller:
    return Caller(None, "")


@pytest.fixture
def event_type(caller: Caller) -> dict[str, Any]:
    """Half an hour in person, every half hour of the office hours."""
    return caller.post("/event-types", office_talk())  # type: ignore[no-any-return]


@pytest.fixture
def booking(caller: Caller, event_type: dict[str, Any]) -> dict[str, Any]:
    return caller.post("/bookings", booking_of(event_type))  # type: ignore[no-any-return]
