"""A small studio to book at: one host in Berlin, one event type, one guest; and time that can be made to pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import httpx
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from halfpast.accounts.models import Membership, Role, User, Workspace
from halfpast.bookings.services import BookingRequest
from halfpast.connections.access_tokens import store_grant
from halfpast.connections.consent import finish_consent, start_consent
from halfpast.connections.models import Connection, ConnectionHealth, Provider
from halfpast.effects.jobs import perform_each
from halfpast.effects.models import OPEN, Effect
from halfpast.event_types.models import EventType
from halfpast.event_types.provisioning import first_event_type, first_schedule
from halfpast.providers.oauth import TokenGrant
from halfpast.sandbox.servers import RunningZoom


@dataclass
class Studio:
    owner: User
    workspace: Workspace
    event_type: EventType

    def a_start(self, *, days: int = 1, hour: int = 8) -> datetime:
        """A bookable instant: the n-th weekday from now, by the UTC clock."""
        day = date_of_weekday(days)
        return datetime.combine(day, time(hour), UTC)

    def request(self, **changes: object) -> BookingRequest:
        request = BookingRequest(
            start=self.a_start(), name="Grace Guest", email="grace@example.org", time_zone="America/New_York"
        )
        return replace(request, **changes)  # type: ignore[arg-type]


def date_of_weekday(days: int) -> date:
    day = timezone.now().date() + timedelta(days=1)
    while days or day.weekday() > 4:
        days -= day.weekday() <= 4
        day += timedelta(days=1)
    return day


def make_studio(slug: str = "studio", *, zone: str = "Europe/Berlin") -> Studio:
    workspace = Workspace.objects.create(slug=slug, name="Studio", time_zone=zone)
    owner = add_member(workspace, f"{slug}@example.com")
    return Studio(owner, workspace, first_event_type(owner, workspace, owner.schedules.get()))


def add_member(workspace: Workspace, email: str, *, name: str = "Hanna Host", role: Role = Role.OWNER) -> User:
    """With office hours in the workspace's zone, and without a password."""
    user = User.objects.create(email=email, name=name, time_zone=workspace.time_zone)
    Membership.objects.create(user=user, workspace=workspace, role=role)
    first_schedule(user)
    return user


def connect(owner: User, *, access: str = "access", refresh: str = "refresh", expires_in: int = 3600) -> Connection:
    """A Zoom connection as consent leaves it, without a Zoom."""
    grant = TokenGrant(access, refresh, timedelta(seconds=expires_in), frozenset({"meeting:write:meeting"}), "")
    connection = Connection(
        user=owner,
        provider=Provider.ZOOM,
        app_client_id="test-client",
        account_id=f"account-{owner.pk}",
        label=owner.email,
        access_token_expires_at=timezone.now(),
        connected_at=timezone.now(),
    )
    connection.save()
    store_grant(connection, grant)
    return connection


def connect_at(zoom: RunningZoom, owner: User) -> Connection:
    """Consent at the simulated Zoom, as a person would give it."""
    now = timezone.now()
    address = start_consent(owner, "session", now)
    answer = httpx.post(address, data={"choice": "allow", "email": owner.email})
    query = httpx.URL(answer.headers["Location"]).params
    return finish_consent(owner, "session", state=query["state"], code=query["code"], now=now)


def let_pass(seconds: float) -> None:
    """The database's clock cannot be moved, so everything that waits for it is moved instead."""
    past = timedelta(seconds=seconds)
    rows = Effect.objects.filter(state__in=OPEN)
    rows.update(next_run=F("next_run") - past, lease_until=F("lease_until") - past, created_at=F("created_at") - past)
    ConnectionHealth.objects.update(writes_closed_until=F("writes_closed_until") - past)


def work(*, rounds: int = 20) -> None:
    """Do what workers do, until nothing is due."""
    for _ in range(rounds):
        due = list(Effect.objects.due().filter(next_run__lte=Now()).values_list("pk", flat=True))
        if not due:
            return
        perform_each(due)
    raise AssertionError("effects are still due after many rounds")


def work_for(seconds: int, *, step: int = 5) -> None:
    """Work while so much time passes."""
    work()
    for _ in range(0, seconds, step):
        let_pass(step)
        work()
