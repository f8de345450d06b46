"""Seal everything anew with the first of ENCRYPTION_KEYS, row by row, while the product runs."""

from collections.abc import Callable

import structlog
from django.db import transaction

from halfpast.accounts.vault import CannotOpen, seal, sealed_with_first_key
from halfpast.bookings.link_tokens import _purpose as purpose_of_link
from halfpast.bookings.link_tokens import token_of
from halfpast.bookings.models import Booking
from halfpast.connections.models import Connection, ConsentAttempt
from halfpast.connections.sealed_tokens import open_tokens, seal_tokens

log = structlog.get_logger(__name__)


def reseal_all() -> int:
    """How many rows were sealed anew; a row whose key is gone is logged and left."""
    ConsentAttempt.objects.all().delete()
    connections = Connection.objects.order_by("pk").values_list("pk", flat=True)
    bookings = Booking.objects.order_by("pk").values_list("pk", flat=True)
    return _each("connection", list(connections), _connection) + _each("booking", list(bookings), _booking)


def _each(kind: str, ids: list[int], reseal: Callable[[int], bool]) -> int:
    done = 0
    for row_id in ids:
        try:
            with transaction.atomic():
                done += reseal(row_id)
        except CannotOpen as locked:
            log.error("cannot_reseal", kind=kind, id=row_id, reason=str(locked))
    return done


def _connection(row_id: int) -> bool:
    row = Connection.objects.select_for_update().filter(pk=row_id).first()
    if row is None or sealed_with_first_key(row.sealed_tokens):
        return False
    seal_tokens(row, open_tokens(row))
    row.save(update_fields=["sealed_tokens"])
    return True


def _booking(row_id: int) -> bool:
    row = Booking.objects.select_for_update().filter(pk=row_id).first()
    if row is None or sealed_with_first_key(row.sealed_link):
        return False
    row.sealed_link = seal(token_of(row), bound_to=purpose_of_link(row))
    row.save(update_fields=["sealed_link"])
    return True
