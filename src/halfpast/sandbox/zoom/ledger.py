"""The record of every call to the simulated vendor, without tokens, codes, passcodes or bodies."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from halfpast.sandbox.zoom.calls import Call
from halfpast.sandbox.zoom.state import ZoomState

SHOWN_PARAMETERS = ("type", "from", "to", "timezone", "page_size", "page_number", "response_type")


@dataclass(frozen=True)
class Entry:
    """The line in the ledger that belongs to one running call."""

    state: ZoomState
    id: int
    began: datetime

    def note_applied(self, call: Call, status: int) -> None:
        """Written the moment the vendor has acted, whatever the caller gets to hear later."""
        statement = "UPDATE ledger SET applied = ?, who = ?, note = ?, meeting_id = ? WHERE id = ?"
        self.state.database.run(statement, status < 400, call.who, call.note, call.meeting_id, self.id)

    def close(self, status: int | None) -> None:
        took = int((datetime.now(UTC) - self.began).total_seconds() * 1000)
        self.state.database.run("UPDATE ledger SET status = ?, took_ms = ? WHERE id = ?", status, took, self.id)


def open_entry(state: ZoomState, call: Call, fault_kind: str) -> Entry:
    exchange = call.exchange
    query = urlencode({name: value for name, value in exchange.query.items() if name in SHOWN_PARAMETERS})
    statement = "INSERT INTO ledger (time, method, path, query, fault) VALUES (?, ?, ?, ?, ?)"
    now = state.now().timestamp()
    entry_id = state.database.run(statement, now, exchange.method, exchange.path, query, fault_kind)
    return Entry(state, entry_id, datetime.now(UTC))


def entries(state: ZoomState, wanted: Mapping[str, str]) -> list[dict[str, object]]:
    """Filters: method, path (prefix), who, status, applied (true/false), fault, since (an id), limit (newest)."""
    conditions, values = ["1"], []
    for name, condition in _CONDITIONS.items():
        if name in wanted:
            conditions.append(condition)
            values.append(_value(wanted[name]))
    limit = int(wanted["limit"]) if wanted.get("limit", "").isdigit() else 10_000
    statement = f"SELECT * FROM ledger WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT {limit}"  # noqa: S608
    return [_told(row) for row in reversed(state.database.rows(statement, *values))]


def _told(row: sqlite3.Row) -> dict[str, object]:
    time = datetime.fromtimestamp(row["time"], UTC).isoformat(timespec="milliseconds")
    return {**dict(row), "time": time, "applied": bool(row["applied"])}


def _value(text: str) -> str | int:
    known = {"true": 1, "false": 0}
    return known[text] if text in known else int(text) if text.isdigit() and len(text) < 18 else text


_CONDITIONS = {
    "method": "method = upper(?)",
    "path": "instr(path, ?) = 1",
    "who": "who = ?",
    "status": "status = ?",
    "applied": "applied = ?",
    "fault": "fault = ?",
    "since": "id > ?",
}
