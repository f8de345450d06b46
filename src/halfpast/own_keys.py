"""Changing ENCRYPTION_KEYS where we keep them ourselves: in DATA_DIR/secrets.json, replaced in one step."""

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from halfpast.first_secrets import drafted, kept_secrets, new_key
from halfpast.key_file import KeysInFile

NAME = "ENCRYPTION_KEYS"


class NotOurs(Exception):
    """The keys come from the environment or from a file of the operator's own."""


def our_file(keys: Mapping[str, bytes]) -> Path:
    """Where we keep these keys. Raises NotOurs."""
    if isinstance(keys, KeysInFile) and keys.path.read_text(encoding="utf-8").lstrip().startswith("{"):
        return keys.path
    raise NotOurs


def put_new_key_first(path: Path, taken: Collection[str]) -> str:
    """The id of the new key: the next number that nothing is called."""
    key_id = str(max((int(used) for used in taken if used.isdecimal()), default=0) + 1)
    _replace(path, lambda parts: [new_key(key_id), *parts])
    return key_id


def forget(path: Path, key_ids: Collection[str]) -> None:
    _replace(path, lambda parts: [part for part in parts if part.partition(":")[0] not in key_ids])


def _replace(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Whoever reads meanwhile finds the old file or the new one, whole."""
    kept = kept_secrets(path)
    changed = change(kept[NAME].replace(",", " ").split())
    owner = path.stat()
    draft = drafted(path, {**kept, NAME: ",".join(changed)})
    if owner.st_uid != os.geteuid():
        # Root may turn the keys of somebody who must still be able to read them.
        os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)
    _flush(path.parent)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
