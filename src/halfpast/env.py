"""Typed readers of the environment: a missing or malformed value names its variable and says what it should be."""

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from halfpast.key_file import KeysInFile

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LABEL = r"\w([\w-]{0,61}\w)?"
HOST = re.compile(rf"{LABEL}(\.{LABEL})*\.?")
WORD = r'[^\s<>@,;:"()\[\]\\.]+'
MAIL_ADDRESS = re.compile(rf"{WORD}(\.{WORD})*@{WORD}(\.{WORD})*")


class BadSetting(Exception):
    """A variable of the environment that stops the start."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.message = message
        super().__init__(f"{name}: {message}")


def text(name: str, default: str | None = None, *, hint: str = "a text") -> str:
    """The value of NAME, or of the file that NAME_FILE points at, without surrounding white space."""
    value = _from_file(name) if os.environ.get(f"{name}_FILE") else os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise BadSetting(name, f"is not set; it should be {hint}")
    return default


def number(name: str, default: int, *, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise BadSetting(name, f"should be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def choice(name: str, default: str, allowed: set[str]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise BadSetting(name, f"should be one of {', '.join(sorted(allowed))}, not {value!r}")
    return value


def secret(name: str, *, at_least: int, default: str | None = None) -> str:
    value = text(name, default, hint=f"a secret of at least {at_least} characters")
    if value and len(value) < at_least:
        raise BadSetting(name, f"should be a secret of at least {at_least} characters, this one has {len(value)}")
    return value


def origin(name: str, default: str) -> str:
    """Scheme, host and port of a server; plain http is accepted for a loopback address only."""
    value = text(name, default).rstrip("/")
    if not value:
        return value
    try:
        parts = urlsplit(value)
        port_is_sane = parts.port is None or 0 < parts.port < 65536
    except ValueError as broken:
        raise BadSetting(name, f"should look like https://example.com, not {value!r}") from broken
    if parts.scheme not in {"http", "https"} or not _is_host(parts.hostname or "") or not port_is_sane:
        raise BadSetting(name, f"should look like https://example.com, not {value!r}")
    if not value.isprintable():
        raise BadSetting(name, f"has a line break or an invisible character inside: {value!r}")
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadSetting(name, f"should be an origin only (scheme, host, port), not {value!r}")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise BadSetting(name, f"may use plain http on a loopback address only; make {value!r} https")
    return value


def _is_host(host: str) -> bool:
    """A name of labels, in any alphabet, or an address."""
    if ":" not in host:
        return bool(HOST.fullmatch(host))
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def mail_address(name: str, default: str) -> str:
    """An address alone, or behind a name; the default is taken as it is."""
    value = text(name, "")
    if not value:
        return default
    address = parseaddr(value)[1]
    is_whole = value == address or value.endswith(f"<{address}>")
    if not value.isprintable() or not is_whole or not MAIL_ADDRESS.fullmatch(address):
        raise BadSetting(name, f"should look like Name <name@example.com> or name@example.com, not {value!r}")
    return value


def keys(name: str) -> Mapping[str, bytes]:
    """The first one encrypts, all decrypt. Those of a file follow the file when it is replaced."""
    path = os.environ.get(f"{name}_FILE")
    return KeysInFile(Path(path), lambda: _keys(name)) if path else _keys(name)


def _keys(name: str) -> Mapping[str, bytes]:
    """As `id:base64` separated by commas or spaces, or so in the member NAME of a file of JSON."""
    hint = "id:base64 of 32 random bytes; several are separated by commas"
    found: dict[str, bytes] = {}
    for part in _member(name, text(name, hint=hint)).replace(",", " ").split():
        key_id, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as broken:
            raise BadSetting(name, f"should be {hint}; the part for id {key_id!r} is not base64") from broken
        if not key_id.isalnum() or len(key) != 32 or key_id in found:
            raise BadSetting(name, f"should be {hint}; look at the part for id {key_id!r}")
        found[key_id] = key
    return found


def _member(name: str, content: str) -> str:
    if not content.startswith("{"):
        return content
    try:
        return str(json.loads(content)[name])
    except (ValueError, KeyError) as broken:
        raise BadSetting(f"{name}_FILE", f"points at a file of JSON without a member {name}") from broken


def _from_file(name: str) -> str:
    path = Path(os.environ[f"{name}_FILE"])
    if os.environ.get(name):
        raise BadSetting(name, f"is set together with {name}_FILE; set only one of them")
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as broken:
        raise BadSetting(f"{name}_FILE", f"points at {path}, which cannot be read") from broken
