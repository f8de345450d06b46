"""Ports: whether one is free to listen on, and whether something answers there."""

import errno
import socket
import time
from collections.abc import Sequence

from halfpast import env

PATIENCE = 5.0  # seconds: a web server that was just killed holds its port a moment longer


def listening_address() -> tuple[str, int]:
    """HOST and PORT; the web server takes an address only, so a name is looked up here."""
    name = env.text("HOST", "127.0.0.1")
    port = env.number("PORT", 8000, low=1, high=65535)
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as unknown:
        raise env.BadSetting("HOST", f"should be an address of this machine, not {name!r}") from unknown
    return str(min(found)[4][0]), port  # IPv4 sorts first


def check_free(host: str, port: int, *, patience: float = PATIENCE) -> None:
    """The web server itself would share the port of another one (SO_REUSEPORT) without a word."""
    deadline = time.monotonic() + patience
    while (refused := _refusal(host, port)) is not None:
        if refused.errno == errno.EADDRNOTAVAIL:
            raise env.BadSetting("HOST", f"{host} is not an address of this machine") from refused
        if refused.errno != errno.EADDRINUSE:
            raise env.BadSetting("PORT", f"cannot listen on {host} port {port} ({refused.strerror})") from refused
        if time.monotonic() > deadline:
            raise env.BadSetting("PORT", f"{port} is already in use on {host}; set PORT to a free one") from refused
        time.sleep(0.05)


def free_ports(preferred: Sequence[int]) -> list[int]:
    """Loopback ports: the preferred ones, each replaced by any other where it is taken."""
    return [_free_port(port, preferred) for port in preferred]


def accepts(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def answers(host: str, port: int, path: str, name: str) -> bool:
    """Whether GET is answered with 200. Spoken by hand: an HTTP library would triple what the supervisor weighs."""
    request = f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((_reachable(host), port), timeout=2) as connection:
            connection.sendall(request.encode("ascii"))
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound


def _refusal(host: str, port: int) -> OSError | None:
    try:
        _listen_for_a_moment(host, port)
    except OSError as refused:
        return refused
    return None


def _free_port(preferred: int, reserved: Sequence[int]) -> int:
    try:
        return _listen_for_a_moment("127.0.0.1", preferred)
    except (OSError, OverflowError):
        while (port := _listen_for_a_moment("127.0.0.1", 0)) in reserved:
            continue
        return port


def _listen_for_a_moment(host: str, port: int) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)
        return int(probe.getsockname()[1])
