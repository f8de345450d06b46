from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from halfpast.accounts.models import Membership, Role, User, Workspace
from halfpast.accounts.tokens import make_token
from halfpast.event_types.provisioning import first_schedule
from tests.api.callers import Caller, office_talk


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="acme", name="Acme", time_zone="Europe/Vienna")


@pytest.fixture
def make_caller(workspace: Workspace) -> Callable[..., Caller]:
    def make(email: str, role: Role = Role.OWNER, place: Workspace = workspace) -> Caller:
        user = User.objects.create(email=email, name="Ann Host", time_zone="Europe/Vienna")
        Membership.objects.create(user=user, workspace=place, role=role)
        first_schedule(user)
        return Caller(user, make_token(user))

    return make


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller("ann@example.com")


@pytest.fixture
def stranger(make_caller: Callable[..., Caller]) -> Caller:
    """An owner, of another workspace."""
    return make_caller("eve@example.com", place=Workspace.objects.create(slug="other", name="Other"))


@pytest.fixture
def nobody(db: None) -> Caller:
    return Caller(None, "")


@pytest.fixture
def event_type(caller: Caller) -> dict[str, Any]:
    """Half an hour in person, every half hour of the office hours."""
    return caller.post("/event-types", office_talk())  # type: ignore[no-any-return]
