"""What the host's plan and account allow: the rest is dropped silently, as measured, or refused by name."""

from __future__ import annotations

from collections.abc import Mapping

from halfpast.sandbox.zoom.calls import ZoomRefusal
from halfpast.sandbox.zoom.dial_in import KNOWN_COUNTRIES
from halfpast.sandbox.zoom.settings import Settings, pairs

BASIC = 1
COUNTRIES = "global_dial_in_countries"


def obeying(fields: Mapping[str, object], settings: Settings) -> dict[str, object]:
    """The fields without what is not allowed; raises ZoomRefusal where the account refuses instead."""
    asked = settings_in(fields)
    forbidden = [name for name, value in asked.items() if not _allows(settings, name, value)]
    if forbidden:
        refuse_if_strict(settings, [f"settings.{name}" for name in forbidden])
    kept = {name: value for name, value in asked.items() if name not in forbidden or name == COUNTRIES}
    if COUNTRIES in kept:
        kept[COUNTRIES] = _allowed_countries(settings, kept[COUNTRIES])
    return {**fields, "settings": _within_plan(kept, settings)}


def refuse_if_strict(settings: Settings, names: list[str]) -> None:
    if settings.policy_answer == "refuse":
        errors = tuple((name, f"Invalid parameter: {name.removeprefix('settings.')}.") for name in names)
        raise ZoomRefusal(400, 300, "Validation Failed.", errors)


def locked_settings(settings: Settings) -> dict[str, object]:
    return pairs(settings.locked)


def allowed_dial_in(settings: Settings) -> tuple[str, ...]:
    own = settings.dial_in_allowed.upper().replace(",", " ").split()
    return tuple(country for country in KNOWN_COUNTRIES if not own or country in own)


def settings_in(fields: Mapping[str, object]) -> dict[str, object]:
    settings = fields.get("settings")
    return dict(settings) if isinstance(settings, dict) else {}


def _allows(settings: Settings, name: str, value: object) -> bool:
    if name == COUNTRIES:
        forbidden = set(KNOWN_COUNTRIES) - set(allowed_dial_in(settings))
        return not (isinstance(value, list) and forbidden & {str(country) for country in value})
    locked = locked_settings(settings)
    return name not in locked or locked[name] == value


def _allowed_countries(settings: Settings, asked: object) -> list[str]:
    """A country that Zoom does not know is dropped even by an account that refuses."""
    allowed = allowed_dial_in(settings)
    return [country for country in asked if country in allowed] if isinstance(asked, list) else []


def _within_plan(asked: dict[str, object], settings: Settings) -> dict[str, object]:
    """Cloud recording and registration need a paid host, and nothing says so."""
    if settings.plan_type != BASIC:
        return asked
    gone = {name for name, paid in _PAID.items() if asked.get(name) in paid}
    return {name: value for name, value in asked.items() if name not in gone}


_PAID: dict[str, tuple[object, ...]] = {"auto_recording": ("cloud",), "approval_type": (0, 1)}
