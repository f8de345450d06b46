"""`halfpast rotate-keys`: what it says while it works, and its verdict on the old keys."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection as database

from halfpast.key_rotation import Progress, Rotation, old_keys_in_use, rotate
from halfpast.own_keys import NotOurs, forget, our_file, put_new_key_first

SHOWN_EVERY = 50  # rows
# Held while one command is at it; the database lets go of it when that one is killed.
ROTATION_LOCK = 4_711_002
NOT_OURS = (
    "ENCRYPTION_KEYS comes from your own environment or file, which this command does not change. Change it there, "
    "as docs/operate/keys.md says, and run `halfpast rotate-keys` without this option."
)


class Unfinished(Exception):
    """An old key is still needed, or may be; the text says why and what to do."""


@contextmanager
def alone() -> Iterator[None]:
    """Two at once could each make a key of the same name. Raises Unfinished."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ROTATION_LOCK])
        if not cursor.fetchone()[0]:
            raise Unfinished("Another rotate-keys is running. Wait until it is through.")
    try:
        yield
    finally:
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ROTATION_LOCK])


def seal_anew() -> None:
    """Raises Unfinished."""
    rotation = _rotation()
    if rotation.removable:
        print(f"No row needs {_keys(rotation.removable)} any more. {_way_to_remove()}")
    _complain(rotation)


def seal_with_new_key() -> None:
    """An interrupted rotation is finished, and no further key made. Raises Unfinished."""
    path = _path()
    if rotate(_progress()).resealed:
        print(f"Key {_first()} was new already; the rows that were left are sealed with it now.")
    else:
        key_id = put_new_key_first(path, {*settings.ENCRYPTION_KEYS, *old_keys_in_use()})
        print(f"Key {key_id} is the first in {path} now. Back up that file anew: an older copy lacks this key.")
    seal_anew()


def forget_old_keys() -> None:
    """Seals what is left anew, then throws away the keys that no row needs. Raises Unfinished."""
    path = _path()
    rotation = _rotation()
    if rotation.removable:
        forget(path, rotation.removable)
        print(
            f"Gone from {path}: {_keys(rotation.removable)}. Backups of the database from before the rotation open "
            "only with an older copy of that file."
        )
    _complain(rotation)


def _rotation() -> Rotation:
    rotation = rotate(_progress())
    sealed = _amounts(rotation.resealed + rotation.latecomers)
    print(f"Sealed anew with key {rotation.first}: {sealed or 'nothing, all of it was'}.")
    return rotation


def _complain(rotation: Rotation) -> None:
    problems = list(_problems(rotation))
    if problems:
        raise Unfinished("\n  ".join(["old keys must stay for now.", *problems]))


def _problems(rotation: Rotation) -> Iterator[str]:
    if rotation.latecomers:
        yield (
            f"{_amounts(rotation.latecomers)}: sealed with an older key while this ran, by a process that still has "
            "that key first. Restart web and worker first, then run this again."
        )
    elif not rotation.is_certain:
        yield "Another program keeps a transaction open, a backup perhaps. Run this again once it is through."
    if rotation.not_opened:
        yield f"{_amounts(rotation.not_opened)}: could not be opened, and stay as they are. The log names them."
    for key_id, rows in sorted(rotation.needed.items()):
        is_there = key_id in settings.ENCRYPTION_KEYS
        yield f"Key {key_id}: {rows} still sealed with it{'' if is_there else '; it is missing from ENCRYPTION_KEYS'}."


def _path() -> Path:
    try:
        return our_file(settings.ENCRYPTION_KEYS)
    except NotOurs as refusal:
        raise Unfinished(NOT_OURS) from refusal


def _way_to_remove() -> str:
    try:
        our_file(settings.ENCRYPTION_KEYS)
    except NotOurs:
        return "Take it out of ENCRYPTION_KEYS, everywhere, and restart."
    return "`halfpast rotate-keys --forget-old` throws it away."


def _first() -> str:
    return next(iter(settings.ENCRYPTION_KEYS))


def _keys(key_ids: Iterable[str]) -> str:
    ids = list(key_ids)
    return f"{'keys' if len(ids) > 1 else 'key'} {', '.join(ids)}"


def _amounts(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _progress() -> Progress:
    return _show if sys.stderr.isatty() else _say_nothing


def _show(kind: str, done: int, total: int) -> None:
    if done % SHOWN_EVERY == 0 or done == total:
        sys.stderr.write(f"\r{kind}: {done} of {total}{'' if done < total else chr(10)}")
        sys.stderr.flush()


def _say_nothing(kind: str, done: int, total: int) -> None:
    pass
