"""What can be turned while the simulated Zoom runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

ALL_SCOPES = (
    "meeting:write:meeting",
    "meeting:update:meeting",
    "meeting:delete:meeting",
    "meeting:read:meeting",
    "meeting:read:list_meetings",
    "user:read:user",
)


@dataclass(frozen=True)
class Settings:
    access_token_seconds: int = 3600
    refresh_grace_seconds: int = 0  # how long a rotated refresh token still works
    granted_scopes: str = " ".join(ALL_SCOPES)  # given at the next consent
    plan_type: int = 1  # 1 Basic, 2 Licensed, 4 may not schedule
    list_delay_seconds: int = 0  # before a created meeting shows in the list call
    daily_cap: int = 100  # creates and updates per host and UTC day
    passcodes: bool = True  # make one when the request brings none
    published: bool = True  # an unpublished app gets no deauthorization notices
    revoke_sends_notice: bool = True
    notice_retry_seconds: str = "300 1200 3600"  # after a 5xx or no answer
    api_url: str = ""  # told in token answers; empty: this server
    clock_offset_seconds: int = 0  # this server's clock minus the real one


class BadSetting(ValueError):
    """Names the setting and what it should be."""


def changed(settings: Settings, changes: Mapping[str, object]) -> Settings:
    known = {field.name: type(getattr(settings, field.name)) for field in fields(settings)}
    checked: dict[str, object] = {}
    for name, value in changes.items():
        if name not in known:
            raise BadSetting(f"{name} is no setting; known are {', '.join(known)}")
        checked[name] = _value_of(name, value, known[name])
    delays = str(checked.get("notice_retry_seconds", "")).split()
    if not all(delay.replace(".", "", 1).isdecimal() for delay in delays):
        raise BadSetting("notice_retry_seconds should be numbers with spaces between")
    return replace(settings, **checked)  # type: ignore[arg-type]


def to_json(settings: Settings) -> str:
    return json.dumps(asdict(settings))


def _value_of(name: str, value: object, kind: type) -> object:
    if isinstance(value, list):
        value = " ".join(str(item) for item in value)
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is int and isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return int(value)
    if kind is str and isinstance(value, str):
        return " ".join(value.split())
    raise BadSetting(f"{name} should be of type {kind.__name__}")
