"""Where a request comes from: what the trusted proxies say, else who is connected to us."""

from __future__ import annotations

from functools import cache

import structlog
from allauth.core.internal.httpkit import clean_client_ip, get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

# Of a connection without an address, as over a Unix socket: all of them are counted as one.
NOWHERE = "0.0.0.0"  # noqa: S104

log = structlog.get_logger(__name__)


def client_address(request: HttpRequest) -> str:
    """An IP address. Never trusts more of X-Forwarded-For than there is."""
    try:
        named = get_client_ip(request)
    except ImproperlyConfigured:
        say_once("X-Forwarded-For names fewer addresses than TRUSTED_PROXY_COUNT")
        named = None
    return str(named or clean_client_ip(request.META.get("REMOTE_ADDR") or "") or NOWHERE)


@cache
def say_once(what: str) -> None:
    """Once in each process: every request would say the same."""
    log.warning("client_address_from_connection", reason=what)
