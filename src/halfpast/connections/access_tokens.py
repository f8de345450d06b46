"""A usable access token: refreshed one at a time per connection, the new pair committed before anyone uses it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from halfpast.accounts.vault import CannotOpen
from halfpast.connections import app_trouble, health
from halfpast.connections.condemning import condemn
from halfpast.connections.models import Connection
from halfpast.connections.revoking import end_grant
from halfpast.connections.scopes_lost import forget_missing
from halfpast.connections.sealed_tokens import TokenPair, open_tokens, seal_tokens
from halfpast.connections.zoom_app import zoom_app
from halfpast.providers.errors import AppMisconfigured, MeetingGone, ProviderError, ReconnectNeeded, TokenRejected
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
    try:
        result = _called(connection_id, call)
    except MeetingGone:
        health.succeeded(connection_id)
        raise
    except ProviderError as trouble:
        health.failed(connection_id, trouble)
        forget_missing(connection_id, trouble)
        raise
    health.succeeded(connection_id)
    return result


def renew(connection_id: int) -> None:
    """Refresh without a need: a grant that nobody uses would die. Raises what a refresh raises."""
    connection = _working(connection_id)
    try:
        _refreshed(connection_id, unless_newer_than=connection.token_version)
    except ProviderError as trouble:
        health.failed(connection_id, trouble)
        raise


def _called(connection_id: int, call: Callable[[str, str], Result]) -> Result:
    connection, token = _current(connection_id)
    try:
        return call(token, connection.api_url)
    except TokenRejected:
        log.info("access_token_rejected", connection=connection_id)
    connection, token = _refreshed(connection_id, unless_newer_than=connection.token_version)
    try:
        return call(token, connection.api_url)
    except TokenRejected as rejected:
        condemn(connection, RECONNECT)
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


def _working(connection_id: int) -> Connection:
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        raise ReconnectNeeded(GONE)
    if not connection.is_working:
        raise ReconnectNeeded(RECONNECT)
    return connection


def _refreshed(connection_id: int, *, unless_newer_than: int) -> tuple[Connection, str]:
    """One at a time: whoever waited finds the pair that the first one fetched, or the verdict it got."""
    try:
        with transaction.atomic():
            _queue_up(connection_id)
            connection = _working(connection_id)
            pair = _opened(connection)
            if connection.token_version > unless_newer_than:
                return connection, pair.access
            dead, renewed = _ask_for_new_pair(connection, pair)
    except AppMisconfigured as trouble:
        if trouble.reason != KEY_LOST:
            app_trouble.note_trouble(trouble.reason, timezone.now())
        raise
    if dead is not None:
        raise dead
    app_trouble.note_works()
    return renewed, _opened(renewed).access


def _ask_for_new_pair(connection: Connection, pair: TokenPair) -> tuple[ReconnectNeeded | None, Connection]:
    """A dead grant is condemned before the next one in the queue can ask for it again."""
    try:
        grant = zoom_app().refresh(pair.refresh)
    except ReconnectNeeded as dead:
        # A consent given meanwhile has killed the old grant and brought a new one.
        if condemn(connection, dead.reason):
            return dead, connection
        return None, _working(connection.pk)
    return None, _kept(connection, grant, old_refresh=pair.refresh)


def _queue_up(connection_id: int) -> None:
    """Not the row's lock: a deauthorization must not wait for a slow answer to a refresh."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"refresh {connection_id}"])


def _kept(connection: Connection, grant: TokenGrant, *, old_refresh: str) -> Connection:
    """Save the new pair unless the row got another one, or went, while the vendor was answering."""
    rows = Connection.objects.select_for_update(no_key=True).filter(pk=connection.pk)
    current = rows.filter(epoch=connection.epoch, token_version=connection.token_version).first()
    if current is not None:
        store_grant(current, grant, old_refresh=old_refresh)
        return current
    if not rows.exists():
        # Disconnected meanwhile: nobody may be left with a live token.
        end_grant(TokenPair(grant.access_token, grant.refresh_token or old_refresh))
    return _working(connection.pk)


def store_grant(connection: Connection, grant: TokenGrant, *, old_refresh: str = "") -> None:
    """Save a new pair in the row, whose lock the caller holds."""
    connection.token_version += 1
    connection.refreshed_at = timezone.now()
    connection.access_token_expires_at = connection.refreshed_at + grant.expires_in
    connection.scopes = sorted(grant.scopes) or connection.scopes
    connection.api_url = grant.api_url or connection.api_url
    connection.last_error = ""
    seal_tokens(connection, TokenPair(grant.access_token, grant.refresh_token or old_refresh))
    connection.save()
