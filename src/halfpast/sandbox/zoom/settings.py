"""What can be turned while the simulated Zoom runs, for everybody or for one user."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields, replace
from typing import Any

ALL_SCOPES = (
    "meeting:write:meeting",
    "meeting:update:meeting",
    "meeting:delete:meeting",
    "meeting:read:meeting",
    "meeting:read:list_meetings",
    "user:read:user",
)


def _of(group: str, default: object, hint: str, *, choices: tuple[object, ...] = (), per_user: bool = False) -> Any:
    return field(default=default, metadata={"group": group, "hint": hint, "choices": choices, "per_user": per_user})


@dataclass(frozen=True)
class Settings:
    """The default is what Zoom documents, or what was measured last."""

    plan_type: int = _of(
        "The host", 1, "1 Basic, 2 Licensed, 4 may not schedule", choices=(1, 2, 3, 4, 99), per_user=True
    )
    time_zone: str = _of("The host", "Europe/Berlin", "of the Zoom profile; may be empty", per_user=True)
    passcodes: bool = _of("The host", True, "the host requires passcodes for new meetings", per_user=True)
    passcode_when_not_asked: bool = _of("The host", True, "an absent default_password counts as true (2025) or false")
    account_defaults: str = _of(
        "The host", "", "meeting settings of new meetings: host_video=false waiting_room=false", per_user=True
    )

    locked: str = _of("The account's policies", "", "settings it locks: waiting_room=true", per_user=True)
    passcode_required: bool = _of("The account's policies", False, "no meeting without a passcode", per_user=True)
    passcode_numeric: bool = _of("The account's policies", False, "passcodes are digits only", per_user=True)
    passcode_min_length: int = _of("The account's policies", 0, "of passcodes, at most 10", per_user=True)
    dial_in_allowed: str = _of("The account's policies", "", "country codes; empty: all", per_user=True)
    policy_answer: str = _of(
        "The account's policies",
        "drop",
        "what is not allowed is dropped with a 2xx, or refused with 300 naming the field",
        choices=("drop", "refuse"),
        per_user=True,
    )

    unknown_timezone: str = _of("Meetings", "refuse", "an unknown zone in the body", choices=("refuse", "ignore"))
    unknown_settings: str = _of("Meetings", "ignore", "unknown keys of settings", choices=("ignore", "refuse"))
    past_start: str = _of("Meetings", "accept", "of a create; a PATCH ignores it", choices=("accept", "refuse"))
    patch_drops: str = _of("Meetings", "", "fields a PATCH ignores with 204: start_time settings.waiting_room")
    list_delay_seconds: int = _of("Meetings", 0, "before a created meeting shows in the list call", per_user=True)

    access_token_seconds: int = _of("Tokens", 3600, "how long an access token works")
    refresh_grace_seconds: int = _of(
        "Tokens", 0, "how long a rotated refresh token still works; 0: version 8 and later, without tolerance"
    )
    dead_refresh_form: str = _of(
        "Tokens",
        "reason",
        "the answer to a dead refresh token: invalid_grant with a reason, the older invalid_request, without a reason, "
        "or by number",
        choices=("reason", "old", "minimal", "numeric"),
    )
    wrong_client_status: int = _of("Tokens", 401, "for a wrong client id or secret", choices=(401, 400))
    scope_error_status: int = _of("Tokens", 400, "of code 4711", choices=(400, 401))
    api_url: str = _of("Tokens", "", "told in token answers; empty: this server")

    granted_scopes: str = _of("Consent", " ".join(ALL_SCOPES), "given at the next consent", per_user=True)
    optional_scopes: str = _of("Consent", "", "those of them that the user may leave out")
    published: bool = _of("Consent", True, "unpublished: own account only, and no deauthorization notices")
    developer_domain: str = _of("Consent", "example.com", "the account that an unpublished app belongs to")
    admin_approval_required: bool = _of("Consent", False, "the account's administrator must allow it", per_user=True)
    decline_answer: str = _of(
        "Consent",
        "access_denied",
        "what comes back when the user declines",
        choices=("access_denied", "nothing"),
    )

    daily_cap: int = _of("Limits", 100, "creates and updates per host and UTC day", per_user=True)
    deletes_count: bool = _of("Limits", False, "deletes count in the daily cap too")
    failed_writes_count: bool = _of("Limits", False, "so do creates and updates that are refused")
    per_second: int = _of("Limits", 0, "calls per account, label and second; 0: no limit")
    per_second_medium: int = _of("Limits", 0, "another limit for the label Medium (the list); 0: the same")
    account_daily: int = _of("Limits", 0, "calls per account, label and UTC day; 0: no limit")
    retry_after_form: str = _of(
        "Limits", "instant", "of the account's daily limit", choices=("instant", "date", "seconds", "none")
    )
    rate_headers: bool = _of("Limits", True, "429 answers carry headers beside their category")

    revoke_sends_notice: bool = _of("Notices", True, "a revoke uninstalls the app")
    notice_retry_seconds: str = _of("Notices", "300 1200 3600", "after a 5xx or no answer")
    notice_retries_restamped: bool = _of("Notices", True, "repeated notices carry a new time and signature")

    clock_offset_seconds: int = _of("The clock", 0, "this server's clock minus the real one")


SETTINGS: dict[str, Field[Any]] = {each.name: each for each in fields(Settings)}
PER_USER = tuple(name for name, each in SETTINGS.items() if each.metadata["per_user"])


class BadSetting(ValueError):
    """Names the setting and what it should be."""


def changed(settings: Settings, changes: Mapping[str, object]) -> Settings:
    checked: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in SETTINGS:
            raise BadSetting(f"{name} is no setting; known are {', '.join(SETTINGS)}")
        checked[name] = _allowed(name, _value_of(name, value, type(SETTINGS[name].default)))
    return replace(settings, **checked)


def to_json(settings: Settings) -> str:
    return json.dumps(asdict(settings))


def pairs(text: str) -> dict[str, object]:
    """Reads `waiting_room=true jbh_time=5`."""
    named = (each.partition("=") for each in text.split())
    return {name: _plain(value) for name, _, value in named}


def _plain(text: str) -> object:
    known: dict[str, object] = {"true": True, "false": False}
    return int(text) if text.isdigit() else known.get(text, text)


def _value_of(name: str, value: object, kind: type) -> object:
    if kind is str and isinstance(value, dict):
        value = [f"{key}={json.dumps(each).strip(chr(34))}" for key, each in value.items()]
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


def _allowed(name: str, value: object) -> object:
    choices = SETTINGS[name].metadata["choices"]
    if choices and value not in choices:
        raise BadSetting(f"{name} should be one of {', '.join(map(str, choices))}")
    words = value.split() if isinstance(value, str) else []
    if name == "notice_retry_seconds" and not all(word.replace(".", "", 1).isdecimal() for word in words):
        raise BadSetting("notice_retry_seconds should be numbers with spaces between")
    if name in ("locked", "account_defaults") and not all(word.partition("=")[2] for word in words):
        raise BadSetting(f"{name} should look like waiting_room=true auto_recording=none")
    return value
