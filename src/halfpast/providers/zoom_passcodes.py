"""Passcodes within the bounds Zoom sets for every account: ten characters of [A-Za-z0-9@_*-]."""

from __future__ import annotations

import itertools
import secrets
import string
from collections.abc import Callable

LONGEST = 10
SPECIAL = "@_*-"
KINDS = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SPECIAL)


def digits() -> str:
    """What a phone's keypad can type, so that it also lets in those who dial in."""
    return _without_runs(lambda: [string.digits] * LONGEST)


def mixed() -> str:
    """Some of every kind, for accounts whose rules ask for letters or special characters."""
    return _without_runs(lambda: _shuffled([*KINDS, *[string.ascii_letters + string.digits] * (LONGEST - len(KINDS))]))


def _without_runs(kinds: Callable[[], list[str]]) -> str:
    """An account may refuse weak codes: repeated characters and sequences such as 1234."""
    while True:
        code = "".join(secrets.choice(kind) for kind in kinds())
        steps = [abs(ord(later) - ord(earlier)) for earlier, later in itertools.pairwise(code)]
        if min(steps) > 1:
            return code


def _shuffled(kinds: list[str]) -> list[str]:
    secrets.SystemRandom().shuffle(kinds)
    return kinds
