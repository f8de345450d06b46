"""Over real sockets: what a vendor that misbehaves below HTTP does to a call."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from halfpast.providers.client import LARGEST_BODY, VendorClient
from halfpast.providers.errors import OutcomeUnknown, TryLater

Behaviour = Callable[[socket.socket], None]


@contextlib.contextmanager
def vendor(behaviour: Behaviour) -> Iterator[str]:
    """Reads one request, then behaves as told."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, behaviour))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/v2"
        finally:
            thread.join()


def _serve(server: socket.socket, behaviour: Behaviour) -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        connection.recv(65_536)
        behaviour(connection)


def _silent(connection: socket.socket) -> None:
    connection.recv(1)


def _hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def _drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        connection.sendall(b"a")
        time.sleep(0.02)


def _drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.02)


def _cut_body(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"id"')


def _endless_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b" " * 65_536)


def _no_http(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


FAULTS = [_silent, _hang_up, _drip_headers, _drip_body, _cut_body, _endless_body, _no_http]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_create_that_was_sent_but_not_answered_has_an_unknown_outcome(fault: Behaviour) -> None:
    with vendor(fault) as url, pytest.raises(OutcomeUnknown):
        VendorClient("Zoom").conversation(seconds=0.5).ask_once("POST", url, json={})


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_that_was_not_answered_may_be_asked_again_in_time(fault: Behaviour) -> None:
    began = time.monotonic()

    with vendor(fault) as url, pytest.raises(TryLater):
        VendorClient("Zoom").conversation(seconds=0.5).ask("GET", url)

    assert time.monotonic() - began < 3


def test_an_answer_with_the_largest_body_is_read() -> None:
    def large(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b" " * LARGEST_BODY)

    client = VendorClient("Zoom", transport=httpx.MockTransport(large))

    assert len(client.conversation().ask("GET", "https://api.zoom.us").body) == LARGEST_BODY


def test_a_closed_port_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(TryLater):
        VendorClient("Zoom").conversation().ask_once("POST", f"http://127.0.0.1:{port}/v2", json={})


def test_a_conversation_whose_time_is_up_sends_nothing() -> None:
    with pytest.raises(TryLater):
        VendorClient("Zoom").conversation(seconds=0).ask_once("POST", "http://127.0.0.1:1/v2", json={})


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol],
)
def test_a_create_that_never_left_may_be_sent_again(failure: type[httpx.TransportError]) -> None:
    def failing(_: httpx.Request) -> httpx.Response:
        raise failure("not sent")

    client = VendorClient("Zoom", transport=httpx.MockTransport(failing))

    with pytest.raises(TryLater):
        client.conversation().ask_once("POST", "https://api.zoom.us", json={})


def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    def redirecting(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"Location": "https://evil.example"})

    client = VendorClient("Zoom", transport=httpx.MockTransport(redirecting))

    assert client.conversation().ask("POST", "https://api.zoom.us/v2").status == 307
    assert asked == ["https://api.zoom.us/v2"]
