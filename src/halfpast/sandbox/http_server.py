"""A small threaded HTTP server whose connections can be cut, dripped and truncated at will."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from http.client import responses
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from urllib.parse import parse_qsl, urlsplit

MAX_BODY_BYTES = 10_000_000


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def encoded(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}"]
        if self.status != HTTPStatus.NO_CONTENT:
            lines.append(f"Content-Length: {len(self.body)}")
        lines += [f"{name}: {_one_line(value)}" for name, value in self.headers]
        head = "\r\n".join(lines) + "\r\n\r\n"
        return head.encode("latin-1", "replace") + self.body


def json_answer(status: int, document: object, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return Answer(status, body, (("Content-Type", "application/json;charset=UTF-8"), *headers))


def see_other(location: str) -> Answer:
    return Answer(303, b"", (("Location", location),))


class Exchange:
    """One request on its connection; the body is read only when asked for."""

    def __init__(self, handler: _Handler) -> None:
        self._handler = handler
        target = urlsplit(handler.path)
        self.method = handler.command
        self.path = target.path
        self.query = dict(parse_qsl(target.query, keep_blank_values=True))
        self.raw_query = target.query
        self.headers = handler.headers

    @cached_property
    def body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isdigit() else 0
        if size > MAX_BODY_BYTES:
            self._handler.close_connection = True
            return b""
        return self._handler.rfile.read(size)

    @cached_property
    def form(self) -> dict[str, str]:
        if "json" in self.headers.get("Content-Type", ""):
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @cached_property
    def json_object(self) -> dict[str, object] | None:
        """None when the body is not a JSON object."""
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return document if isinstance(document, dict) else None

    def send(self, answer: Answer) -> None:
        _ = self.body  # an unread body would be taken for the next request on this connection
        if self.method == "HEAD":
            self.send_bytes(answer.encoded()[: -len(answer.body) or None])
        else:
            self.send_bytes(answer.encoded())

    def send_bytes(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._handler.connection.sendall(data)

    def hang_up(self) -> None:
        """End the connection in good manners (FIN), whatever was or was not sent."""
        self._handler.close_connection = True
        with contextlib.suppress(OSError):
            self._handler.connection.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """End the connection with a TCP reset, as a crashed peer would."""
        self._handler.close_connection = True
        linger_zero = struct.pack("ii", 1, 0)
        with contextlib.suppress(OSError):
            self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_zero)
            self._handler.rfile.close()
            self._handler.connection.close()


Application = Callable[[Exchange], None]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        exchange = Exchange(self)
        try:
            self.server.application(exchange)
        except Exception:
            exchange.send(json_answer(500, {"message": "The sandbox itself failed; see its standard error."}))
            raise

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        """Quiet: the ledger tells what was called."""


class _Server(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], application: Application) -> None:
        self.application = application
        self.open_connections: set[socket.socket] = set()
        self._handling: set[threading.Thread] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if isinstance(request, socket.socket):
            self.open_connections.add(request)
        super().process_request(request, client_address)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        self._handling.add(threading.current_thread())
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._handling.discard(threading.current_thread())

    def hang_up_on_all(self) -> None:
        """Waits at most a second for the calls still being answered."""
        for connection in list(self.open_connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        patience = time.monotonic() + 1
        for thread in list(self._handling):
            thread.join(max(patience - time.monotonic(), 0))

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            self.open_connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class HttpService:
    """Listens from construction on; `go_down` makes the port refuse connections for a while."""

    def __init__(self, address: tuple[str, int], application: Application) -> None:
        self._application = application
        self._lock = threading.Lock()
        self._closed = False
        server = _Server(address, application)
        self._server: _Server | None = server
        self.host, self.port = address[0], int(server.server_address[1])
        self.url = f"http://{self.host}:{self.port}"
        _serve_in_background(server)

    def close(self) -> None:
        self._closed = True
        self.stop_listening()

    def go_down(self, seconds: float) -> None:
        threading.Thread(target=self._be_down, args=(seconds,), daemon=True).start()

    def stop_listening(self) -> None:
        with self._lock:
            server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        server.hang_up_on_all()

    def listen_again(self) -> None:
        with self._lock:
            if self._server is None and not self._closed:
                self._server = _Server((self.host, self.port), self._application)
                _serve_in_background(self._server)

    def _be_down(self, seconds: float) -> None:
        time.sleep(0.05)  # lets the answer to the caller leave first
        self.stop_listening()
        time.sleep(seconds)
        self.listen_again()


def _serve_in_background(server: _Server) -> None:
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()


def _phrase(status: int) -> str:
    return responses.get(status, "Unknown")


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")
