"""Encryption keys in a file that may be replaced while we run: every use sees the newest ones."""

import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Stamp = tuple[int, int, int]

log = logging.getLogger(__name__)


class KeysInFile(Mapping[str, bytes]):
    """In the file's order. A file that can no longer be read changes nothing, and is logged once."""

    def __init__(self, path: Path, read: Callable[[], Mapping[str, bytes]]) -> None:
        """Raises what `read` raises: at the start a missing key must stop it."""
        self.path = path
        self._read = read
        # Before reading: a replacement in between is then read once more.
        stamp = self._stamp()
        self._known = stamp, read()

    def __getitem__(self, key_id: str) -> bytes:
        return self._newest()[key_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest())

    def __len__(self) -> int:
        return len(self._newest())

    def _newest(self) -> Mapping[str, bytes]:
        stamp, keys = self._known
        now = self._stamp()
        if now != stamp:
            keys = self._read_again(keys)
            self._known = now, keys
        return keys

    def _read_again(self, keys: Mapping[str, bytes]) -> Mapping[str, bytes]:
        try:
            return self._read()
        except Exception:
            log.exception("encryption_keys_cannot_be_read_again")
            return keys

    def _stamp(self) -> Stamp | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
