"""The mails as they came, and the queue of faults."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from halfpast.sandbox.database import Database

KINDS = ("refuse_connection", "greylist", "reject", "die_after_250", "die_before_250", "down")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, sender TEXT NOT NULL,
  recipients TEXT NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
  remaining INTEGER NOT NULL);
"""


class BadFault(ValueError):
    """Says what a fault should look like."""


class MailStore:
    def __init__(self, path: Path | None) -> None:
        self._database = Database(path, _SCHEMA)

    def keep(self, sender: str, recipients: Sequence[str], raw: bytes) -> int:
        statement = "INSERT INTO messages (time, sender, recipients, raw) VALUES (?, ?, ?, ?)"
        return self._database.run(statement, datetime.now(UTC).timestamp(), sender, "\n".join(recipients), raw)

    def all(self) -> list[sqlite3.Row]:
        return self._database.rows("SELECT * FROM messages ORDER BY id")

    def one(self, message_id: str) -> sqlite3.Row | None:
        if not (message_id.isascii() and message_id.isdigit()) or len(message_id) > 18:
            return None
        return self._database.row("SELECT * FROM messages WHERE id = ?", int(message_id))

    def clear(self) -> None:
        self._database.run("DELETE FROM messages")

    def add_fault(self, document: Mapping[str, object] | None) -> str:
        """Answers the kind; raises BadFault."""
        kind, times = (document or {}).get("kind"), (document or {}).get("times", 1)
        if not isinstance(kind, str) or kind not in KINDS:
            raise BadFault(f"kind should be one of {', '.join(KINDS)}")
        if not isinstance(times, int) or times < 1:
            raise BadFault("times should be a whole number from 1")
        if kind != "down":  # the port itself is down then: nothing to count
            self._database.run("INSERT INTO faults (kind, remaining) VALUES (?, ?)", kind, times)
        return kind

    def take_fault(self, *kinds: str) -> str:
        """The oldest fault, if it is of one of these kinds, one of its times used up; otherwise nothing."""
        with self._database.transaction():
            row = self._database.row("SELECT * FROM faults ORDER BY id LIMIT 1")
            if row is None or row["kind"] not in kinds:
                return ""
            self._database.run("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", row["id"])
            self._database.run("DELETE FROM faults WHERE remaining < 1")
        return str(row["kind"])

    def waiting_faults(self) -> list[dict[str, object]]:
        rows = self._database.rows("SELECT * FROM faults ORDER BY id")
        return [{"kind": row["kind"], "times": row["remaining"]} for row in rows]

    def clear_faults(self) -> None:
        self._database.run("DELETE FROM faults")

    def close(self) -> None:
        self._database.close()
