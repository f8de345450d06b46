"""The accounts at providers, without anything secret."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel

from halfpast.api.answers import gone, reads, removes
from halfpast.api.bearer import ApiRequest
from halfpast.api.lists import CURSOR, LIMIT, PAGING, Page, page_by_id, refuse_unknown_parameters
from halfpast.api.problems import not_found
from halfpast.connections.cards import health_of
from halfpast.connections.health import DAILY_WRITES, writes_today
from halfpast.connections.models import Connection
from halfpast.connections.removal import disconnect
from halfpast.providers.zoom import missing_scopes

router = Router(tags=["Connections"])


class ConnectionObject(BaseModel):
    """`label` is the account's e-mail. `plan_type`: 1 Basic, 2 Licensed, 4 without a meetings licence, 0 unknown.

    `last_error` is why to connect again or, while it works, the last trouble there was. `writes_today`: meetings made
    and moved on this UTC day, of which the vendor takes `writes_limit` for each host.
    """

    id: int
    provider: str
    label: str
    state: str
    scopes: list[str]
    missing_scopes: list[str]
    plan_type: int
    last_success_at: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    writes_today: int
    writes_limit: int
    connected_at: datetime


class ConnectionList(Page[ConnectionObject]):
    pass


@router.get("/connections", response=reads(ConnectionList), operation_id="list_connections")
def list_connections(request: ApiRequest, limit: int = LIMIT, cursor: str = CURSOR) -> ConnectionList:
    """Your accounts at providers."""
    refuse_unknown_parameters(request, *PAGING)
    mine = Connection.objects.filter(user=request.auth).select_related("health")
    rows, following = page_by_id(mine, limit, cursor)
    now = timezone.now()
    return ConnectionList(items=[connection_object(row, now) for row in rows], next=following)


@router.delete("/connections/{int:connection_id}", response=removes(), operation_id="delete_connection")
def delete_connection(request: ApiRequest, connection_id: int) -> Status[None]:
    """Disconnect: tokens are wiped at once and the grant is revoked. Existing bookings keep their links."""
    if not Connection.objects.filter(user=request.auth, pk=connection_id).exists():
        raise not_found()
    disconnect(connection_id)
    return gone()


def connection_object(connection: Connection, now: datetime) -> ConnectionObject:
    held = health_of(connection)
    return ConnectionObject(
        id=connection.pk,
        provider=connection.provider,
        label=connection.label,
        state=connection.state,
        scopes=connection.scopes,
        missing_scopes=list(missing_scopes(frozenset(connection.scopes))),
        plan_type=connection.plan_type,
        last_success_at=held.last_success_at if held else None,
        last_error=connection.last_error or (held.last_error if held else "") or None,
        last_error_at=held.last_error_at if held else None,
        writes_today=writes_today(held, now),
        writes_limit=DAILY_WRITES,
        connected_at=connection.connected_at,
    )
