"""Why an address does not answer, told apart as far as the network tells."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import httpx


class Cause(Enum):
    CERTIFICATE = "certificate"
    NAME = "name"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Unanswered:
    """`detail` is OpenSSL's own word on a certificate, else empty."""

    cause: Cause
    detail: str = ""


def why_unanswered(failure: httpx.HTTPError | httpx.InvalidURL) -> Unanswered:
    chain = list(_causes(failure))
    for each in chain:
        if isinstance(each, ssl.SSLError):
            return Unanswered(Cause.CERTIFICATE, getattr(each, "verify_message", "") or each.reason or "")
        if isinstance(each, socket.gaierror):
            return Unanswered(Cause.NAME)
    is_slow = isinstance(failure, httpx.TimeoutException)
    return Unanswered(Cause.TIMEOUT if is_slow else Cause.UNREACHABLE)


def _causes(failure: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = failure
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__
