"""Real processes for the tests of the platform: started here, waited for by condition, ended for certain."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
Process = subprocess.Popen[str]


@contextmanager
def started(command: Sequence[str | Path], *, environ: dict[str, str] | None = None) -> Iterator[Process]:
    """In a process group of its own, which is killed at the end whatever the test did."""
    pipe = subprocess.PIPE
    words = [str(word) for word in command]
    with subprocess.Popen(
        words, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environ, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def holding_database(data_dir: Path, owner: str = "command") -> Iterator[Process]:
    """A process that runs the embedded database (its URL is the first line it prints) until its input is closed."""
    with started([sys.executable, HERE / "hold_database.py", data_dir, owner]) as process:
        yield process


def line_of(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def let_go(process: Process) -> str:
    """Closes its input, waits for its end and answers what it complained of."""
    _, complaints = process.communicate(timeout=30)
    return complaints


def wait_until(condition: Callable[[], object], patience: float = 15) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
