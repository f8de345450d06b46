"""The same request twice is one booking: keys of API callers and nonces of forms."""

import hashlib
import json
from collections.abc import Mapping

from django.db import connection

from halfpast.bookings.models import Booking, IdempotencyKey


class KeyReused(Exception):
    """The key came with another body before."""


class KeyInProgress(Exception):
    """A request with this key is still running."""


class Replay:
    """One key within the caller's transaction."""

    def __init__(self, key: str, body: Mapping[str, object]) -> None:
        self._digest = _sha256(key)
        self._body_digest = _sha256(json.dumps(body, sort_keys=True, default=str))

    def earlier_booking(self) -> Booking | None:
        """The booking this key made before. Raises KeyReused, or KeyInProgress when that request still runs."""
        if not _ask("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))", self._digest):
            raise KeyInProgress
        return self._found()

    def earlier_booking_when_done(self) -> Booking | None:
        """As `earlier_booking`, but waits for a running request: a double click ends on the same receipt."""
        _ask("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", self._digest)
        return self._found()

    def _found(self) -> Booking | None:
        row = IdempotencyKey.objects.select_related("booking").filter(digest=self._digest).first()
        if row is None:
            return None
        if row.body_digest != self._body_digest:
            raise KeyReused
        return row.booking

    def remember(self, booking: Booking) -> None:
        IdempotencyKey.objects.create(digest=self._digest, body_digest=self._body_digest, booking=booking)


def _ask(query: str, parameter: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, [parameter])
        return cursor.fetchone()[0]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
