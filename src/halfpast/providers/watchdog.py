"""The upper bound of one call to a vendor."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self


class Watchdog:
    """Cuts the connection when the seconds are over: socket timeouts begin anew with every byte a slow vendor sends."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._connection: socket.socket | None = None
        self._expired = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._connection is not None:
            self._connection.close()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Takes a duplicate, for TLS takes the original over: https://www.encode.io/httpcore/extensions/#trace"""
        if event != "connection.connect_tcp.complete":
            return
        original = info["return_value"].get_extra_info("socket")
        self._connection = socket.socket.dup(original)
        if self._expired:
            self._cut()

    def _cut(self) -> None:
        self._expired = True
        if self._connection is not None:
            with suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
