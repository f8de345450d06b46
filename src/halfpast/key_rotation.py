"""Seal everything anew with the first of ENCRYPTION_KEYS, row by row, while the product runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from django.db import transaction

from halfpast.accounts.vault import CannotOpen, sealed_with_first_key
from halfpast.bookings import link_tokens
from halfpast.bookings.models import Booking
from halfpast.connections.models import Connection, ConsentAttempt
from halfpast.connections.sealed_tokens import open_tokens, seal_tokens

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Rotation:
    """How many rows were sealed anew, and how many stayed as they are because nothing opens them."""

    resealed: int
    not_opened: int


def reseal_all() -> Rotation:
    """A row whose key is gone is logged and left."""
    # A sign-in under way starts again: its secret is sealed too.
    ConsentAttempt.objects.all().delete()
    connections = Connection.objects.order_by("pk").values_list("pk", flat=True)
    bookings = Booking.objects.order_by("pk").values_list("pk", flat=True)
    outcomes = [*_each("connection", connections, _connection), *_each("booking", bookings, _booking)]
    return Rotation(resealed=outcomes.count(True), not_opened=outcomes.count(None))


def _each(kind: str, ids: Iterable[int], reseal: Callable[[int], bool]) -> list[bool | None]:
    return [_one(kind, row_id, reseal) for row_id in list(ids)]


def _one(kind: str, row_id: int, reseal: Callable[[int], bool]) -> bool | None:
    """Whether there was something to do; None when the row could not be opened."""
    try:
        with transaction.atomic():
            return reseal(row_id)
    except CannotOpen as locked:
        log.error("cannot_reseal", kind=kind, id=row_id, reason=str(locked))
        return None


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
    link_tokens.reseal(row)
    row.save(update_fields=["sealed_link"])
    return True
