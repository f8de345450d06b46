"""A whole Halfpast in real processes, beside a simulated Zoom and a mailbox that outlive its crashes."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from halfpast.sandbox.servers import RunningMailbox, RunningZoom, start_mailbox, start_zoom
from halfpast.sandbox.zoom.state import RegisteredApp

Result = TypeVar("Result")
PASSWORD = "correct horse battery"


@dataclass
class House:
    folder: Path
    port: int
    zoom: RunningZoom
    mailbox: RunningMailbox
    process: subprocess.Popen[str] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def output(self) -> str:
        return (self.folder / "output").read_text()

    def start(self) -> None:
        """Run Halfpast until it says that it is ready."""
        with (self.folder / "output").open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "halfpast", "run"],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        until(lambda: "is ready" in self.output, seconds=90, what=lambda: self.output)

    def kill(self) -> None:
        """Everything at once, as when the machine loses its power."""
        assert self.process is not None
        everything = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        for each in everything:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)
        psutil.wait_procs(everything, timeout=10)
        self.process.wait()
        self.process = None

    def stop(self) -> float:
        """Ask it to end; answers how many seconds that took."""
        if self.process is None:
            return 0.0
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process = None
        return time.monotonic() - began

    def command(self, *words: str, typed: str = "") -> str:
        answer = subprocess.run(
            [sys.executable, "-m", "halfpast", *words],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def setup_link(self) -> str:
        found = re.search(r"http://\S+/set-up/\S+", self.output)
        assert found, self.output
        return found.group()

    def fail_next(
        self, kind: str, *, method: str = "POST", path: str = "/v2/users/me/meetings", **details: Any
    ) -> None:
        body = {"match": {"method": method, "path": path}, "fault": {"kind": kind, **details}, "times": 1}
        httpx.post(f"{self.zoom.url}/_sandbox/faults", json=body).raise_for_status()

    def live_meetings(self) -> list[dict[str, Any]]:
        return list(httpx.get(f"{self.zoom.url}/_sandbox/meetings?state=live").json()["meetings"])

    def mails(self, to: str = "") -> list[dict[str, Any]]:
        messages = httpx.get(f"{self.mailbox.url}/_mailbox/messages").json()["messages"]
        return [each for each in messages if to in str(each["to"])]


@contextlib.contextmanager
def a_house(folder: Path) -> Iterator[House]:
    port = _free_port()
    callback = f"http://localhost:{port}/auth/zoom/video/callback"
    notices = f"http://127.0.0.1:{port}/auth/zoom/deauthorize"
    app = RegisteredApp("journey-app", "journey-app-secret", (callback,), notices, "journey-notice-secret")
    zoom, mailbox = start_zoom(app), start_mailbox()
    house = House(folder, port, zoom, mailbox, environment=_environment(folder, port, zoom, mailbox))
    try:
        yield house
    finally:
        house.stop()
        zoom.close()
        mailbox.close()


def _environment(folder: Path, port: int, zoom: RunningZoom, mailbox: RunningMailbox) -> dict[str, str]:
    ours = (
        "SECRET_KEY",
        "ENCRYPTION_KEYS",
        "DATABASE",
        "ZOOM_",
        "EMAIL_",
        "BASE_URL",
        "DEFAULT_FROM",
        "DJANGO_",
        "PORT",
        "HOST",
    )
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return inherited | {
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "ZOOM_CLIENT_ID": zoom.state.app.client_id,
        "ZOOM_CLIENT_SECRET": zoom.state.app.client_secret,
        "ZOOM_DEAUTH_SECRET": zoom.state.app.secret_token,
        "ZOOM_BASE_URL": zoom.url,
        "ZOOM_API_URL": zoom.url,
        "EMAIL_URL": mailbox.smtp_url,
    }


def until(condition: Callable[[], Result | None], *, seconds: float = 20, what: Callable[[], object] = str) -> Result:
    """The first answer that counts as true, waited for with a deadline."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s: {what()}"
        time.sleep(0.1)
    return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
