"""The end of a grant at the vendor: noted once, and told to its host by one mail."""

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from halfpast.connections.models import Connection, ConnectionState

TELL_OF_DEAD_CONNECTION = "tell_of_dead_connection"

log = structlog.get_logger(__name__)


@transaction.atomic
def condemn(connection: Connection, reason: str) -> bool:
    """Only the version that was refused is condemned: a pair stored meanwhile stays good. Whether it was."""
    rows = Connection.objects.filter(
        pk=connection.pk, token_version=connection.token_version, state=ConnectionState.CONNECTED
    )
    if not rows.update(state=ConnectionState.RECONNECT_NEEDED, last_error=reason[:500]):
        return False
    log.warning("reconnect_needed", connection=connection.pk)
    job = app.configure_task(TELL_OF_DEAD_CONNECTION, queue="mail")
    job.defer(connection_id=connection.pk, token_version=connection.token_version)
    return True
