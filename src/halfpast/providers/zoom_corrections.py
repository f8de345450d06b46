"""Fields that Zoom refuses by name, written otherwise: a refused body was not applied, so it may be sent again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from halfpast.providers.client import Answer
from halfpast.providers.json_objects import entries, text, whole_number
from halfpast.providers.zoom_options import ALWAYS_SENT
from halfpast.providers.zoom_passcodes import mixed

logger = logging.getLogger(__name__)

VALIDATION_FAILED = 300
PASSCODE = frozenset({"password", "default_password"})
MOST_CORRECTIONS = 4

Body = dict[str, Any]


def send_corrected(send: Callable[[Body], Answer], body: Body) -> Answer:
    """The answer to the first body that Zoom takes, or to the last one that could be thought of."""
    answer = send(body)
    for _ in range(MOST_CORRECTIONS):
        better = corrected(body, refused_fields(answer))
        if better == body:
            break
        body, answer = better, send(better)
    return answer


def refused_fields(answer: Answer) -> frozenset[str]:
    """The last part of their names: `jbh_time` for `settings.jbh_time`."""
    fields = answer.fields or {}
    if answer.status != 400 or whole_number(fields.get("code")) != VALIDATION_FAILED:
        return frozenset()
    return frozenset(text(error.get("field")).rpartition(".")[2] for error in entries(fields.get("errors")))


def corrected(body: Body, refused: frozenset[str]) -> Body:
    """The same body when nothing in it can be written otherwise."""
    options = body.get("settings", {}).keys() & refused - ALWAYS_SENT.keys()
    passcode = PASSCODE & body.keys() if PASSCODE & refused else frozenset()
    named = ({"timezone"} & body.keys() & refused) | passcode | options
    if not named:
        return body
    logger.warning("Zoom refused %s: sending it written otherwise", ", ".join(sorted(named)))
    better = {**body}
    if options:
        # A link without this option is better than no link; reading back tells the host that it is missing.
        better["settings"] = {name: value for name, value in body["settings"].items() if name not in options}
    if "timezone" in named:
        # Zoom knows a list of zones of its own; the start is in UTC, so this changes only what Zoom's pages show.
        better["timezone"] = "UTC"
    return _with_another_passcode(better) if passcode else better


def _with_another_passcode(body: Body) -> Body:
    """Digits, then some of every kind, then one that Zoom makes by the account's own rules, which we cannot read."""
    rest = {name: value for name, value in body.items() if name not in PASSCODE}
    return {**rest, **({"password": mixed()} if body.get("password", "").isdigit() else {"default_password": True})}
