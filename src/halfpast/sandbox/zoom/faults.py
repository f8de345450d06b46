"""The queue of faults: each is matched by method and path prefix and used up after its times."""

from __future__ import annotations

import json
from collections.abc import Mapping

from halfpast.sandbox.zoom.errors import ERRORS
from halfpast.sandbox.zoom.settings import SETTINGS
from halfpast.sandbox.zoom.state import ZoomState

Fault = dict[str, object]

# Kind and its optional parameters, as the panel and the package docstring name them.
KINDS: dict[str, tuple[str, ...]] = {
    "pass": (),
    "refuse": (),
    "hang": ("seconds", "applied"),
    "delay": ("seconds",),
    "drop_before": (),
    "drop_after": (),
    "late": ("seconds",),
    "status": ("status", "body", "headers", "applied"),
    "error": ("name", "scopes", "retry_after", "applied"),
    "rate_second": (),
    "rate_day": ("scope", "retry_after"),
    "garbage": ("applied",),
    "truncated": ("applied",),
    "slow_drip": ("seconds",),
    "wrong_id": (),
    "redirect": ("status", "location"),
}


class BadFault(ValueError):
    """Says what a fault should look like."""


def add_fault(state: ZoomState, document: Mapping[str, object] | None) -> int:
    """Answers the fault's id; raises BadFault."""
    if document is None:
        raise BadFault("send a JSON object {match: {method, path}, fault: {kind, ...}, times: n}")
    match, fault, times = document.get("match", {}), document.get("fault"), document.get("times", 1)
    if not isinstance(match, dict) or not isinstance(fault, dict):
        raise BadFault("match and fault should be objects")
    if not isinstance(times, int) or times < 1:
        raise BadFault("times should be a whole number from 1")
    _check(fault)
    method, path = str(match.get("method", "*")).upper(), str(match.get("path", "/"))
    statement = "INSERT INTO faults (method, path, fault, remaining) VALUES (?, ?, ?, ?)"
    return state.database.run(statement, method, path, json.dumps(fault), times)


def take_fault(state: ZoomState, method: str, path: str) -> Fault | None:
    """The oldest matching fault, one of its times used up."""
    with state.database.transaction():
        row = state.database.row(
            "SELECT * FROM faults WHERE method IN (?, '*') AND instr(?, path) = 1 ORDER BY id LIMIT 1", method, path
        )
        if row is None:
            return None
        if row["remaining"] > 1:
            state.database.run("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", row["id"])
        else:
            state.database.run("DELETE FROM faults WHERE id = ?", row["id"])
    fault: Fault = json.loads(row["fault"])
    return fault


def waiting_faults(state: ZoomState) -> list[dict[str, object]]:
    return [
        {
            "id": row["id"],
            "match": {"method": row["method"], "path": row["path"]},
            "fault": json.loads(row["fault"]),
            "times": row["remaining"],
        }
        for row in state.database.rows("SELECT * FROM faults ORDER BY id")
    ]


def clear_faults(state: ZoomState) -> None:
    state.database.run("DELETE FROM faults")


def _check(fault: Mapping[str, object]) -> None:
    kind = fault.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadFault(f"fault.kind should be one of {', '.join(KINDS)}")
    for name, value in fault.items():
        if name != "kind" and name not in KINDS[kind]:
            raise BadFault(f"{kind} knows no {name}")
        if name in ("seconds", "status") and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise BadFault(f"{name} should be a number")
        if name == "applied" and not isinstance(value, bool):
            raise BadFault("applied should be true or false")
    if kind == "error" and fault.get("name") not in ERRORS:
        raise BadFault(f"name should be one of {', '.join(ERRORS)}")
    forms = SETTINGS["retry_after_form"].metadata["choices"]
    if fault.get("retry_after", forms[0]) not in forms:
        raise BadFault(f"retry_after should be one of {', '.join(forms)}")
    status = fault.get("status", 500)
    if not isinstance(status, int) or not 200 <= status <= 599:
        raise BadFault("status should be from 200 to 599")
