"""The product's own web server, as a process of its own, with the benchmark's settings."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.http_client import HOST
from halfpast.listening import answers, free_ports

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


@contextmanager
def serving(path_when_up: str) -> Iterator[int]:
    """Its port."""
    (port,) = free_ports([8765])
    server = subprocess.Popen([sys.executable, "-m", "halfpast", "web"], env=_environment(port))
    try:
        _wait_for(server, port, path_when_up)
        yield port
    finally:
        server.terminate()
        server.wait()


def _environment(port: int) -> dict[str, str]:
    of_the_server = {"HOST": HOST, "PORT": str(port), "BASE_URL": f"http://localhost:{port}"}
    return {**os.environ, **of_the_server, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def _wait_for(server: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers(HOST, port, path, HOST):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("the web server did not start")
        time.sleep(0.05)
