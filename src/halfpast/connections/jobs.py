"""What happens to connections without anybody pressing a button."""

from datetime import datetime, timedelta

import structlog
from django.db.models import F, Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from halfpast.accounts.models import User
from halfpast.connections import health, mails, operator_mails
from halfpast.connections.access_tokens import renew
from halfpast.connections.app_trouble import TELL_OPERATOR, trouble_to_tell
from halfpast.connections.condemning import TELL_OF_DEAD_CONNECTION
from halfpast.connections.models import Connection, ConnectionHealth, ConnectionState
from halfpast.connections.other_apps import look_for_another_app
from halfpast.providers.errors import ProviderError

DAY = timedelta(days=1)
# For a day and a half: who must connect again may have a mail server that is down over night.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5)

log = structlog.get_logger(__name__)


@app.periodic(cron="41 * * * *")
@app.task(name="keep_grants_alive", queue="calls")
def keep_grants_alive(timestamp: int) -> None:
    """Hourly, each grant once a day: also on a machine that is switched on for some hours only."""
    look_for_another_app()
    working = Connection.objects.filter(state=ConnectionState.CONNECTED)
    idle = working.filter(Q(refreshed_at__isnull=True) | Q(refreshed_at__lt=timezone.now() - DAY))
    for connection_id in idle.values_list("pk", flat=True):
        try:
            renew_grant.configure(queueing_lock=f"renew {connection_id}").defer(connection_id=connection_id)
        except AlreadyEnqueued:
            continue


@app.task(name="renew_grant", queue="calls")
def renew_grant(connection_id: int) -> None:
    """Trouble is written on the connection's card; the next hour brings another try."""
    failed_before = _failed_before_any_call(connection_id)
    try:
        renew(connection_id)
    except ProviderError as trouble:
        log.warning("grant_not_renewed", connection=connection_id, trouble=type(trouble).__name__)
        return
    if failed_before:
        health.succeeded(connection_id)


def _failed_before_any_call(connection_id: int) -> bool:
    """An error on an expired token was the token endpoint's, and a renewal ends it; one of a call only a call ends."""
    row = ConnectionHealth.objects.filter(connection_id=connection_id, last_error_at__isnull=False)
    return row.filter(last_error_at__gte=F("connection__access_token_expires_at")).exists()


@app.task(name=TELL_OF_DEAD_CONNECTION, queue="mail", retry=PATIENCE)
def tell_of_dead_connection(connection_id: int, token_version: int) -> None:
    """Nothing is sent when the host has connected again by now."""
    dead = Connection.objects.filter(
        pk=connection_id, token_version=token_version, state=ConnectionState.RECONNECT_NEEDED
    )
    connection = dead.select_related("user").first()
    if connection is not None:
        mails.dead_connection(connection).send()


@app.task(name=TELL_OPERATOR, queue="mail", retry=PATIENCE)
def tell_operator_of_app_trouble(user_id: int, since: str) -> None:
    """Nothing is sent when the app works again by now."""
    app_in_trouble = trouble_to_tell(datetime.fromisoformat(since))
    operator = User.objects.filter(pk=user_id, is_operator=True, is_active=True).first()
    if app_in_trouble is not None and operator is not None:
        operator_mails.app_in_trouble(operator, app_in_trouble.trouble).send()
