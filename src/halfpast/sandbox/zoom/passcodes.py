"""Which passcode a meeting gets: the one asked for, one that Zoom makes, or none."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from halfpast.sandbox.zoom.policies import refuse_if_strict
from halfpast.sandbox.zoom.settings import Settings

LONGEST = 10
USUAL = 6


def passcode_of_new(body: Mapping[str, object], settings: Settings) -> str:
    """Empty: none. One that breaks the account's rules is replaced, or refused."""
    asked = body.get("password")
    if isinstance(asked, str) and _fits(asked, settings):
        return asked
    if isinstance(asked, str) or (settings.passcode_required and body.get("default_password") is False):
        refuse_if_strict(settings, ["password"])
        return _generated(settings)
    return _generated(settings) if settings.passcode_required or _is_wanted(body, settings) else ""


def allowed_change(changes: Mapping[str, object], settings: Settings) -> dict[str, object]:
    """Of a PATCH: a passcode that breaks the account's rules leaves the old one, or is refused."""
    asked = changes.get("password")
    if not isinstance(asked, str) or _fits(asked, settings):
        return dict(changes)
    refuse_if_strict(settings, ["password"])
    return {name: value for name, value in changes.items() if name != "password"}


def _is_wanted(body: Mapping[str, object], settings: Settings) -> bool:
    asked = body.get("default_password")
    return settings.passcodes and (settings.passcode_when_not_asked if asked is None else bool(asked))


def _fits(passcode: str, settings: Settings) -> bool:
    if not passcode:
        return not settings.passcode_required
    long_enough = len(passcode) >= min(settings.passcode_min_length, LONGEST)
    return long_enough and (passcode.isdigit() or not settings.passcode_numeric)


def _generated(settings: Settings) -> str:
    length = min(max(USUAL, settings.passcode_min_length), LONGEST)
    return f"{secrets.randbelow(10**length):0{length}d}"
