"""How the calls on a connection went: what its card tells, and whether the vendor takes more of them today."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db.models import F
from django.utils import timezone

from halfpast.connections.models import Connection, ConnectionHealth
from halfpast.providers.errors import ProviderError, QuotaExhausted

DAILY_WRITES = 100
USED_UP = "Zoom takes no more meetings from this account for now. It goes on by itself."


def succeeded(connection_id: int) -> None:
    _write(connection_id, last_success_at=timezone.now())


def failed(connection_id: int, trouble: ProviderError) -> None:
    now = timezone.now()
    _write(connection_id, last_error=trouble.reason[:500], last_error_at=now)
    if isinstance(trouble, QuotaExhausted):
        _write(connection_id, writes_closed_until=now + trouble.wait)


def count_write(connection_id: int) -> None:
    """A create or update is about to be sent. Zoom counts by UTC day, whatever the outcome."""
    today = timezone.now().astimezone(UTC).date()
    rows = ConnectionHealth.objects.filter(connection_id=connection_id, writes_on=today)
    if not rows.update(writes=F("writes") + 1):
        _write(connection_id, writes_on=today, writes=1)


def require_open(connection_id: int) -> None:
    """Raises QuotaExhausted while the vendor refuses this host's creates and updates: asking again is pointless."""
    now = timezone.now()
    row = ConnectionHealth.objects.filter(connection_id=connection_id, writes_closed_until__gt=now).first()
    if row is not None and row.writes_closed_until is not None:
        raise QuotaExhausted(USED_UP, after=row.writes_closed_until - now)


def closed_for(user_ids: Collection[int], provider: str, moment: datetime) -> set[int]:
    """Those for whom the vendor will still refuse creates and updates then."""
    rows = ConnectionHealth.objects.filter(writes_closed_until__gt=moment, connection__provider=provider)
    return set(rows.filter(connection__user__in=user_ids).values_list("connection__user", flat=True))


def writes_today(health: ConnectionHealth | None, now: datetime) -> int:
    """Creates and updates we have sent on this UTC day; other apps of the host count at the vendor too."""
    return health.writes if health is not None and health.writes_on == now.astimezone(UTC).date() else 0


def _write(connection_id: int, **changes: object) -> None:
    """Nothing to write once the connection is gone."""
    if ConnectionHealth.objects.filter(connection_id=connection_id).update(**changes):
        return
    if Connection.objects.filter(pk=connection_id).exists():
        ConnectionHealth.objects.update_or_create(connection_id=connection_id, defaults=changes)
