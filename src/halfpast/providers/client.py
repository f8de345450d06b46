"""HTTP to vendors: no redirects, no retries, bounded in time and size."""

from __future__ import annotations

import functools
import logging
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

import httpx

from halfpast.providers.errors import OutcomeUnknown, TryLater
from halfpast.providers.json_objects import read_object
from halfpast.providers.watchdog import Watchdog

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
CONVERSATION_SECONDS = 20.0
LARGEST_BODY = 2 * 1024 * 1024

# Nothing left the house: the vendor cannot have applied the call.
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class BodyTooLarge(httpx.HTTPError):
    pass


class Content(TypedDict, total=False):
    headers: Mapping[str, str]
    params: Mapping[str, str]
    json: Mapping[str, Any]
    data: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    @functools.cached_property
    def fields(self) -> dict[str, Any] | None:
        """None when the body is not one JSON object."""
        return read_object(self.body)


class VendorClient:
    """Keeps no connection: a write on one that the vendor just closed would leave its outcome unknown."""

    def __init__(self, vendor: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.vendor = vendor
        self._http = httpx.Client(
            transport=transport,
            verify=_trusted_authorities(),
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"User-Agent": "Halfpast", "Accept": "application/json", "Accept-Encoding": "identity"},
            # A proxy for the internet cannot reach this machine's own simulated vendors.
            mounts={"all://localhost": None, "all://127.0.0.1": None, "all://[::1]": None},
        )

    def conversation(self, *, seconds: float = CONVERSATION_SECONDS) -> Conversation:
        return Conversation(self.vendor, self._http, seconds)


class Conversation:
    """The calls of one act; together they take no longer than its seconds."""

    def __init__(self, vendor: str, http: httpx.Client, seconds: float) -> None:
        self._vendor = vendor
        self._http = http
        self._ends = time.monotonic() + seconds

    def ask(self, method: str, url: str, **content: Unpack[Content]) -> Answer:
        """For calls that may be sent twice: every failure means try later."""
        try:
            return self._send(method, url, content)
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            raise self._try_later(method, url, failure) from None

    def ask_openly(self, method: str, url: str, **content: Unpack[Content]) -> Answer:
        """For a check that tells causes apart: httpx's own errors come through."""
        return self._send(method, url, content)

    def ask_once(self, method: str, url: str, **content: Unpack[Content]) -> Answer:
        """For writes that must not be sent twice: a failure after sending leaves the outcome unknown."""
        try:
            return self._send(method, url, content)
        except NOT_SENT as failure:
            raise self._try_later(method, url, failure) from None
        except httpx.HTTPError as failure:
            self._log(method, url, failure)
            raise OutcomeUnknown(f"{self._vendor} did not say whether it went through.") from None

    def _send(self, method: str, url: str, content: Content) -> Answer:
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise httpx.PoolTimeout("no time left")
        timeout = httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        with Watchdog(seconds) as watchdog:
            extensions = {"trace": watchdog.trace}
            with self._http.stream(method, url, timeout=timeout, extensions=extensions, **content) as response:
                return Answer(response.status_code, response.headers, _bounded_body(response))

    def _try_later(self, method: str, url: str, failure: Exception) -> TryLater:
        self._log(method, url, failure)
        return TryLater(f"{self._vendor} cannot be reached at the moment.")

    def _log(self, method: str, url: str, failure: Exception) -> None:
        path = url.partition("?")[0]
        logger.warning("%s: %s %s failed: %s", self._vendor, method, path, type(failure).__name__)


def _bounded_body(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge("the answer is too large")
    return bytes(body)


@functools.cache
def _trusted_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context()
