"""Checks of the create and update body, with Zoom's `Validation Failed.` answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from halfpast.sandbox.zoom.calls import ZoomRefusal
from halfpast.sandbox.zoom.settings import Settings

TYPES = (1, 2, 3, 8, 10)
KEPT = ("topic", "type", "start_time", "timezone", "duration", "password", "agenda", "settings")
BOOLEAN_SETTINGS = (
    "host_video",
    "participant_video",
    "join_before_host",
    "mute_upon_entry",
    "waiting_room",
    "use_pmi",
    "watermark",
    "private_meeting",
    "push_change_to_calendar",
    "email_notification",
    "meeting_authentication",
)
CHOICES: dict[str, tuple[object, ...]] = {
    "jbh_time": (0, 5, 10, 15),
    "approval_type": (0, 1, 2),
    "audio": ("both", "telephony", "voip", "thirdParty"),
    "auto_recording": ("none", "local", "cloud"),
    "encryption_type": ("enhanced_encryption", "e2ee"),
}

_UTC_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LOCAL_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_PASSWORD = re.compile(r"[A-Za-z0-9@_*!-]{0,10}")


def checked_fields(body: Mapping[str, object] | None, settings: Settings) -> dict[str, object]:
    """The known fields of the body; unknown ones are ignored, as Zoom does."""
    if body is None:
        raise ZoomRefusal(400, 300, "Request Body should be a valid JSON object.")
    if settings.unknown_timezone == "ignore" and not _is_zone(body.get("timezone", "UTC")):
        body = {name: value for name, value in body.items() if name != "timezone"}
    unknown = settings.unknown_settings == "refuse"
    errors = tuple(_errors_in(body, refuse_unknown=unknown))
    if errors:
        raise ZoomRefusal(400, 300, "Validation Failed.", errors)
    return {name: body[name] for name in KEPT if body.get(name) is not None}


def refuse_past(start: datetime, now: datetime, settings: Settings) -> None:
    if settings.past_start == "refuse" and start < now.replace(microsecond=0):
        raise ZoomRefusal(400, 300, "Validation Failed.", (("start_time", "Invalid parameter: start_time."),))


def without(body: Mapping[str, object] | None, names: Sequence[str]) -> dict[str, object] | None:
    """Names within the settings are written settings.NAME."""
    if body is None:
        return None
    kept = {name: value for name, value in body.items() if name not in names}
    if isinstance(kept.get("settings"), dict):
        kept["settings"] = {
            name: value
            for name, value in dict(kept["settings"]).items()  # type: ignore[call-overload]
            if f"settings.{name}" not in names
        }
    return kept


def start_of(fields: Mapping[str, object], own_zone: str) -> datetime | None:
    """A start without Z is wall-clock time in the body's zone, or else in the user's own."""
    text = fields.get("start_time")
    if not isinstance(text, str):
        return None
    if text.endswith("Z"):
        return datetime.fromisoformat(text)
    zone = ZoneInfo(str(fields.get("timezone") or own_zone or "UTC"))
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def _errors_in(body: Mapping[str, object], *, refuse_unknown: bool) -> list[tuple[str, str]]:
    wrong = [name for name, fits in _RULES.items() if body.get(name) is not None and not fits(body[name])]
    settings = body.get("settings")
    if isinstance(settings, dict):
        wrong += [f"settings.{name}" for name in BOOLEAN_SETTINGS if not isinstance(settings.get(name), bool | None)]
        wrong += [f"settings.{name}" for name, known in CHOICES.items() if settings.get(name, known[0]) not in known]
        wrong += [f"settings.{name}" for name, fits in _OTHERS.items() if not fits(settings.get(name))]
        known = {*BOOLEAN_SETTINGS, *CHOICES, *_OTHERS}
        wrong += [f"settings.{name}" for name in settings if refuse_unknown and name not in known]
    return [(name, f"Invalid parameter: {name.removeprefix('settings.')}.") for name in wrong]


def _text_up_to(limit: int, value: object) -> bool:
    return isinstance(value, str) and len(value) <= limit


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_start(value: object) -> bool:
    # Numeric offsets are no documented form, so they are refused here.
    if not isinstance(value, str) or not (_UTC_FORM.fullmatch(value) or _LOCAL_FORM.fullmatch(value)):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_zone(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (OSError, ValueError, KeyError):
        return False


_RULES: dict[str, Callable[[Any], bool]] = {
    "topic": lambda value: _text_up_to(200, value),
    "agenda": lambda value: _text_up_to(2000, value),
    "type": lambda value: _is_int(value) and value in TYPES,
    "duration": lambda value: _is_int(value) and 1 <= value <= 1440,
    "password": lambda value: isinstance(value, str) and _PASSWORD.fullmatch(value) is not None,
    "start_time": _is_start,
    "timezone": _is_zone,
    "settings": lambda value: isinstance(value, dict),
}

_OTHERS: dict[str, Callable[[Any], bool]] = {
    "global_dial_in_countries": lambda value: value is None or isinstance(value, list),
    "meeting_invitees": lambda value: value is None or isinstance(value, list),
    "alternative_hosts": lambda value: value is None or isinstance(value, str),
}
