"""A usable access token: refreshed one at a time per connection, the new pair committed before anyone uses it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from django.db import transaction
from django.utils import timezone

from halfpast.accounts.vault import CannotOpen
from halfpast.connections.models import Connection, ConnectionState
from halfpast.connections.sealed_tokens import TokenPair, open_tokens, seal_tokens
from halfpast.connections.zoom_app import zoom_app
from halfpast.providers.errors import AppMisconfigured, ReconnectNeeded, TokenRejected
from halfpast.providers.oauth import TokenGrant

Result = TypeVar("Result")
# A token that ends within this time could expire on its way.
MARGIN = timedelta(seconds=60)
GONE = "The account is no longer connected."
KEY_LOST = (
    "The stored tokens cannot be opened with ENCRYPTION_KEYS. The operator must add the key they were sealed with."
)
RECONNECT = "Zoom no longer accepts the connection. Connect the account again."

log = structlog.get_logger(__name__)


def with_access_token(connection_id: int, call: Callable[[str, str], Result]) -> Result:
    """Call with (token, API origin), again after a refresh if rejected. Raises its errors, or ReconnectNeeded."""
    connection, token = _current(connection_id)
    try:
        return call(token, connection.api_url)
    except TokenRejected:
        log.info("access_token_rejected", connection=connection_id)
    connection, token = _refreshed(connection_id, unless_newer_than=connection.token_version)
    try:
        return call(token, connection.api_url)
    except TokenRejected as rejected:
        _condemn(connection, RECONNECT)
        raise ReconnectNeeded(RECONNECT) from rejected


def _current(connection_id: int) -> tuple[Connection, str]:
    connection = _working(connection_id)
    if connection.access_token_expires_at - timezone.now() > MARGIN:
        return connection, _opened(connection).access
    return _refreshed(connection_id, unless_newer_than=connection.token_version)


def _opened(connection: Connection) -> TokenPair:
    """A missing key is the operator's trouble: the grant stays as it is."""
    try:
        return open_tokens(connection)
    except CannotOpen as locked:
        raise AppMisconfigured(KEY_LOST) from locked


def _working(connection_id: int, *, lock: bool = False) -> Connection:
    rows = Connection.objects.select_for_update() if lock else Connection.objects.all()
    connection = rows.filter(pk=connection_id).first()
    if connection is None:
        raise ReconnectNeeded(GONE)
    if not connection.is_working:
        raise ReconnectNeeded(RECONNECT)
    return connection


def _refreshed(connection_id: int, *, unless_newer_than: int) -> tuple[Connection, str]:
    """Under the row's lock: whoever waited finds the pair that the first one fetched."""
    with transaction.atomic():
        connection = _working(connection_id, lock=True)
        pair = _opened(connection)
        if connection.token_version > unless_newer_than:
            return connection, pair.access
        try:
            grant = zoom_app().refresh(pair.refresh)
        except ReconnectNeeded as dead:
            condemned = dead
        else:
            store_grant(connection, grant, old_refresh=pair.refresh)
            return connection, grant.access_token
    _condemn(connection, condemned.reason)
    raise condemned


def store_grant(connection: Connection, grant: TokenGrant, *, old_refresh: str = "") -> None:
    """Save a new pair in the row, whose lock the caller holds."""
    connection.token_version += 1
    connection.access_token_expires_at = timezone.now() + grant.expires_in
    connection.scopes = sorted(grant.scopes) or connection.scopes
    connection.api_url = grant.api_url or connection.api_url
    connection.last_error = ""
    seal_tokens(connection, TokenPair(grant.access_token, grant.refresh_token or old_refresh))
    connection.save()


def _condemn(connection: Connection, reason: str) -> None:
    """Only the version that was refused is condemned: a pair stored meanwhile stays good."""
    rows = Connection.objects.filter(pk=connection.pk, token_version=connection.token_version)
    if rows.update(state=ConnectionState.RECONNECT_NEEDED, last_error=reason[:500]):
        log.warning("reconnect_needed", connection=connection.pk)
