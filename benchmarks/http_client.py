"""A client that costs little itself: requests written by hand, over connections that stay open."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from typing import NamedTuple

from benchmarks.timing import milliseconds

HOST = "127.0.0.1"
ENOUGH = 65536


class Answer(NamedTuple):
    status: int
    body: bytes


class Connection:
    """One request at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def get(self, path: str, *headers: str) -> Answer:
        self.send(request_for(path, *headers))
        while (answer := self.read()) is None:
            continue
        _refuse_trouble(path, answer)
        return answer

    def send(self, request: bytes) -> None:
        self.received = b""
        self.socket.sendall(request)

    def read(self) -> Answer | None:
        """Waits for some of the answer; None while there is more to come."""
        received = self.socket.recv(ENOUGH)
        if not received:
            raise ConnectionError("the server hung up")
        self.received += received
        head, end, body = self.received.partition(b"\r\n\r\n")
        if not end or len(body) < _length_in(head):
            return None
        return Answer(int(head[9:12]), body)


def _length_in(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def request_for(path: str, *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def milliseconds_of_each(connection: Connection, paths: Sequence[str], rounds: int) -> list[list[float]]:
    """For each path those of every round; all take turns, so that what disturbs a round disturbs all of them."""
    found: list[list[float]] = [[] for _ in paths]
    for _ in range(rounds):
        for path, times in zip(paths, found, strict=True):
            times.append(milliseconds(partial(connection.get, path)))
    return found


def answers_per_second(port: int, path: str, *headers: str, clients: int, seconds: float) -> float:
    """Of so many clients, each asking again as soon as it is answered."""
    request, done = request_for(path, *headers), 0
    with ExitStack() as opened, selectors.DefaultSelector() as ready:
        for _ in range(clients):
            connection = opened.enter_context(Connection(port))
            ready.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
        begun = time.perf_counter()
        while (passed := time.perf_counter() - begun) < seconds:
            for connection in (key.data for key, _ in ready.select(timeout=1)):
                answer = connection.read()
                if answer is not None:
                    _refuse_trouble(path, answer)
                    done += 1
                    connection.send(request)
        return done / passed


def _refuse_trouble(path: str, answer: Answer) -> None:
    if answer.status != 200:
        raise ConnectionError(f"{path} answers {answer.status}: {answer.body[:200]!r}")
