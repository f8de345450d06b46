"""Starts the simulated vendors: as a process of their own, or inside a test."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from halfpast.sandbox.http_server import HttpService
from halfpast.sandbox.mailbox.site import MailboxSite
from halfpast.sandbox.mailbox.smtp import SmtpService
from halfpast.sandbox.mailbox.store import MailStore
from halfpast.sandbox.zoom.site import ZoomSite
from halfpast.sandbox.zoom.state import RegisteredApp, ZoomState

DEFAULT_REDIRECT_URIS = (
    "http://localhost:8000/auth/zoom/video/callback",
    "http://127.0.0.1:8000/auth/zoom/video/callback",
)
DEFAULT_DEAUTHORIZE_URL = "http://127.0.0.1:8000/auth/zoom/deauthorize"


@dataclass(frozen=True)
class RunningZoom:
    url: str
    state: ZoomState
    site: ZoomSite
    service: HttpService

    def close(self) -> None:
        self.site.close()
        self.service.close()
        self.state.database.close()


@dataclass(frozen=True)
class RunningMailbox:
    url: str
    smtp_url: str
    smtp_host: str
    smtp_port: int
    site: MailboxSite
    service: HttpService

    def close(self) -> None:
        self.site.smtp.close()
        self.service.close()
        self.site.store.close()


def start_zoom(
    app: RegisteredApp | None = None, *, host: str = "127.0.0.1", port: int = 0, database: Path | None = None
) -> RunningZoom:
    """Without a database path the state is kept in memory; port 0 is any free one."""
    state = ZoomState(app or RegisteredApp(), database)
    site = ZoomSite(state)
    service = HttpService((host, port), site.serve)
    site.go_down, state.base_url = service.go_down, service.url
    return RunningZoom(service.url, state, site, service)


def start_mailbox(
    *, host: str = "127.0.0.1", port: int = 0, smtp_port: int = 0, database: Path | None = None
) -> RunningMailbox:
    store = MailStore(database)
    smtp = SmtpService(host, smtp_port, store)
    site = MailboxSite(store, smtp)
    service = HttpService((host, port), site.serve)
    return RunningMailbox(service.url, smtp.url, smtp.host, smtp.port, site, service)


def main(argv: Sequence[str]) -> int:
    """Prints one line of JSON with the addresses once all listen, and serves until SIGTERM or SIGINT."""
    options = _parser().parse_args(argv)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    mailbox = start_mailbox(
        host=options.host,
        port=options.mailbox_port,
        smtp_port=options.smtp_port,
        database=_file(options.data, "mailbox"),
    )
    zoom = start_zoom(_app(options), host=options.host, port=options.zoom_port, database=_file(options.data, "zoom"))
    zoom.state.mailbox_url, mailbox.site.zoom_url = mailbox.url, zoom.url
    print(json.dumps({"zoom": zoom.url, "mailbox": mailbox.url, "smtp": mailbox.smtp_url}), flush=True)
    ended.wait()
    zoom.close()
    mailbox.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    app = RegisteredApp()
    parser = argparse.ArgumentParser(prog="halfpast sandbox", description="Simulated Zoom, mail server and mailbox.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--zoom-port", type=int, default=8001)
    parser.add_argument("--mailbox-port", type=int, default=8002)
    parser.add_argument("--smtp-port", type=int, default=8003)
    parser.add_argument("--data", type=Path, help="a directory; without it nothing is kept over a restart")
    parser.add_argument("--client-id", default=app.client_id)
    parser.add_argument("--client-secret", default=app.client_secret)
    parser.add_argument("--redirect-uri", action="append", help="may be given several times")
    parser.add_argument("--deauthorize-url", default=DEFAULT_DEAUTHORIZE_URL)
    parser.add_argument("--secret-token", default=app.secret_token, help="signs the notices")
    return parser


def _app(options: argparse.Namespace) -> RegisteredApp:
    return RegisteredApp(
        client_id=options.client_id,
        client_secret=options.client_secret,
        redirect_uris=tuple(options.redirect_uri or DEFAULT_REDIRECT_URIS),
        deauthorize_url=options.deauthorize_url,
        secret_token=options.secret_token,
    )


def _file(data: Path | None, name: str) -> Path | None:
    return data / f"{name}.sqlite3" if data else None
