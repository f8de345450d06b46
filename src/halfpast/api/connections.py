"""The accounts at providers, without anything secret."""

from __future__ import annotations

from datetime import datetime

from ninja import Router, Status
from pydantic import BaseModel

from halfpast.api.answers import gone, reads, removes
from halfpast.api.bearer import ApiRequest
from halfpast.api.lists import CURSOR, LIMIT, PAGING, Page, page_by_id, refuse_unknown_parameters
from halfpast.api.problems import not_found
from halfpast.connections.models import Connection
from halfpast.connections.removal import disconnect

router = Router(tags=["Connections"])


class ConnectionObject(BaseModel):
    """`label` is the account's e-mail."""

    id: int
    provider: str
    label: str
    state: str
    scopes: list[str]
    last_error: str | None
    connected_at: datetime


class ConnectionList(Page[ConnectionObject]):
    pass


@router.get("/connections", response=reads(ConnectionList), operation_id="list_connections")
def list_connections(request: ApiRequest, limit: int = LIMIT, cursor: str = CURSOR) -> ConnectionList:
    """Your accounts at providers."""
    refuse_unknown_parameters(request, *PAGING)
    rows, following = page_by_id(Connection.objects.filter(user=request.auth), limit, cursor)
    return ConnectionList(items=[connection_object(row) for row in rows], next=following)


@router.delete("/connections/{int:connection_id}", response=removes(), operation_id="delete_connection")
def delete_connection(request: ApiRequest, connection_id: int) -> Status[None]:
    """Disconnect: tokens are wiped at once and the grant is revoked. Existing bookings keep their links."""
    if not Connection.objects.filter(user=request.auth, pk=connection_id).exists():
        raise not_found()
    disconnect(connection_id)
    return gone()


def connection_object(connection: Connection) -> ConnectionObject:
    return ConnectionObject(
        id=connection.pk,
        provider=connection.provider,
        label=connection.label,
        state=connection.state,
        scopes=connection.scopes,
        last_error=connection.last_error or None,
        connected_at=connection.connected_at,
    )
