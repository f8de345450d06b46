"""Ends of a connection: the host disconnects, or the app is removed at Zoom. Existing bookings keep their links."""

from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.db import models, transaction

from halfpast.accounts.vault import CannotOpen
from halfpast.connections.consent import lane_of
from halfpast.connections.models import Connection, Provider
from halfpast.connections.revoking import end_grant
from halfpast.connections.sealed_tokens import TokenPair, open_tokens
from halfpast.effects.planning import hurry
from halfpast.providers.zoom_notices import Deauthorization

log = structlog.get_logger(__name__)


def disconnect(connection_id: int) -> None:
    """Wipe tokens, e-mail and account id at once, then revoke the grant at Zoom from memory."""
    pair = _wipe(Connection.objects.filter(pk=connection_id))
    if pair is not None:
        end_grant(pair)


def deauthorize(notice: Deauthorization, now: datetime) -> bool:
    """Zoom says that this account removed an app, today's or an earlier one. A notice older than the connection
    changes nothing."""
    rows = Connection.objects.filter(
        provider=Provider.ZOOM,
        app_client_id=notice.client_id,
        account_id=notice.user_id,
        # Zoom may write whole seconds only.
        connected_at__lt=(notice.time or now) + timedelta(seconds=1),
    )
    if not rows.exists():
        return False
    _wipe(rows)
    return True


def _wipe(rows: models.QuerySet[Connection]) -> TokenPair | None:
    """Delete the row; answers the tokens it held, for the revocation."""
    with transaction.atomic():
        connection = rows.select_for_update().first()
        if connection is None:
            return None
        pair = None
        with suppress(CannotOpen):
            pair = open_tokens(connection)
        lane = lane_of(connection.user_id)
        log.info("connection_removed", connection=connection.pk)
        connection.delete()
        hurry(lane)
        return pair
