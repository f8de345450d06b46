"""Seal everything anew with the first of ENCRYPTION_KEYS, row by row, while the product runs."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.backends.utils import CursorWrapper

from halfpast.accounts.vault import CannotOpen
from halfpast.sealed_rows import SEALED, SealedRows

# A transaction that is open for longer, such as a backup's, leaves the verdict on old keys open.
PATIENCE = 30.0  # seconds

Progress = Callable[[str, int, int], None]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Rotation:
    """What became of the rows, counted by their kind; and which keys rows still name, counted by key id."""

    first: str
    resealed: Counter[str]
    # Sealed with an older key while we were at it: somebody still has that key first.
    latecomers: Counter[str]
    # Their key is gone, or they are damaged.
    not_opened: Counter[str]
    needed: Counter[str]
    removable: tuple[str, ...]
    is_certain: bool


def rotate(progress: Progress) -> Rotation:
    """Begun again after an interruption it goes on where it was; a row that nothing opens is logged and left."""
    resealed, not_opened = _pass(progress)
    # Who sealed with an older key before it was replaced has written the row once its transaction is over.
    is_certain = _wait_for_open_transactions()
    latecomers, not_opened = _pass(_in_silence)
    first, needed = _first(), old_keys_in_use()
    is_certain = is_certain and not latecomers
    unused = tuple(key_id for key_id in settings.ENCRYPTION_KEYS if key_id != first and not needed[key_id])
    return Rotation(first, resealed, latecomers, not_opened, needed, unused if is_certain else (), is_certain)


def old_keys_in_use() -> Counter[str]:
    """How many rows name which key other than the first."""
    counts = sum((rows.key_ids() for rows in SEALED), Counter[str]())
    del counts[_first()]
    return counts


def _first() -> str:
    return next(iter(settings.ENCRYPTION_KEYS))


def _pass(progress: Progress) -> tuple[Counter[str], Counter[str]]:
    resealed, not_opened = Counter[str](), Counter[str]()
    for rows in SEALED:
        outcomes = list(_each(rows, progress))
        resealed[rows.name] += outcomes.count(True)
        not_opened[rows.name] += outcomes.count(None)
    return +resealed, +not_opened


def _each(rows: SealedRows, progress: Progress) -> Iterator[bool | None]:
    waiting = rows.not_under(_first())
    for done, row_id in enumerate(waiting, start=1):
        yield _one(rows, row_id)
        progress(rows.name, done, len(waiting))


def _one(rows: SealedRows, row_id: int) -> bool | None:
    """Whether there was something to do; None when the row could not be opened."""
    try:
        with transaction.atomic():
            return rows.reseal(row_id)
    except CannotOpen as locked:
        log.error("cannot_reseal", kind=rows.name, id=row_id, reason=str(locked))
        return None


def _in_silence(kind: str, done: int, total: int) -> None:
    pass


def _wait_for_open_transactions() -> bool:
    """Whether every transaction that is open now came to its end in time."""
    deadline = time.monotonic() + PATIENCE
    with database.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
        while _any_open_since(cursor, now):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
    return True


def _any_open_since(cursor: CursorWrapper, moment: datetime) -> bool:
    cursor.execute(
        """SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND xact_start < %s
           AND backend_type = 'client backend' AND pid <> pg_backend_pid())""",
        [moment],
    )
    return bool(cursor.fetchone()[0])
