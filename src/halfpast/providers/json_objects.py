"""Reading JSON that strangers wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def read_object(raw: bytes) -> dict[str, Any] | None:
    """None for everything that is not one JSON object."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def text(value: object) -> str:
    """The string, or nothing."""
    return value.strip() if isinstance(value, str) else ""


def whole_number(value: object) -> int | None:
    """A JSON integer, also when it came as a string of digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    return None


def instant(value: object) -> datetime | None:
    """An ISO 8601 instant in UTC; one without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text(value))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def entries(value: object) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def nested(value: object) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}
