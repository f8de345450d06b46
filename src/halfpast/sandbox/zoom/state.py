"""What the simulated Zoom knows: its one registered app, its settings, its database and its clock."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from halfpast.sandbox.database import Database
from halfpast.sandbox.zoom.settings import Settings, changed, to_json


@dataclass(frozen=True)
class RegisteredApp:
    """The app as the Marketplace holds it."""

    client_id: str = "halfpast-sandbox"
    client_secret: str = "halfpast-sandbox-secret"  # noqa: S105 (opens nothing real)
    redirect_uris: tuple[str, ...] = ()
    deauthorize_url: str = ""
    secret_token: str = "halfpast-sandbox-notice-secret"  # noqa: S105


class ZoomState:
    def __init__(self, app: RegisteredApp, database: Path | None) -> None:
        self.app = app
        self.base_url = ""
        self.mailbox_url = ""
        self.recent_calls: dict[str, deque[float]] = {}  # of the last second, by account and label
        self.stopping = threading.Event()  # ends every wait when the server ends
        self.database = Database(database, _SCHEMA)
        stored = self.database.row("SELECT value FROM settings")
        self.settings = changed(Settings(), json.loads(stored["value"])) if stored else Settings()

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.settings.clock_offset_seconds)

    def own_settings(self, user_id: str) -> dict[str, object]:
        """What was set for this user alone."""
        row = self.database.row("SELECT value FROM user_settings WHERE user_id = ?", user_id)
        own: dict[str, object] = json.loads(row["value"]) if row else {}
        return own

    def settings_of(self, user_id: str) -> Settings:
        return changed(self.settings, self.own_settings(user_id))

    def change_settings(self, changes: Mapping[str, object]) -> None:
        settings = changed(self.settings, changes)
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM settings")
            connection.execute("INSERT INTO settings VALUES (?)", (to_json(settings),))
        self.settings = settings

    def reset(self) -> None:
        with self.database.transaction() as connection:
            for table in _TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (names from this file)
        self.settings = Settings()
        self.recent_calls.clear()


_TABLES = (
    "settings",
    "users",
    "user_settings",
    "codes",
    "grants",
    "tokens",
    "meetings",
    "quota",
    "ledger",
    "faults",
    "notices",
)

# Times are seconds since 1970 unless said otherwise.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, account_id TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL, time_zone TEXT NOT NULL, pmi INTEGER NOT NULL, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS user_settings (user_id TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS codes (code TEXT PRIMARY KEY, user_id TEXT NOT NULL, redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL, challenge_method TEXT NOT NULL, scopes TEXT NOT NULL, expires_at REAL NOT NULL,
  used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS grants (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, scopes TEXT NOT NULL,
  authorized_at REAL NOT NULL, ended_at REAL, ended_by TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS one_live_grant ON grants (user_id) WHERE ended_at IS NULL;
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, kind TEXT NOT NULL, grant_id INTEGER NOT NULL,
  expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS meetings (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL, user_id TEXT NOT NULL,
  start REAL NOT NULL, created_at REAL NOT NULL, deleted_at REAL, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS quota (user_id TEXT NOT NULL, day TEXT NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY (user_id, day));
CREATE TABLE IF NOT EXISTS ledger (id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, took_ms INTEGER,
  method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, who TEXT NOT NULL DEFAULT '', status INTEGER,
  applied INTEGER NOT NULL DEFAULT 0, fault TEXT NOT NULL DEFAULT '', meeting_id INTEGER,
  note TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY AUTOINCREMENT, method TEXT NOT NULL, path TEXT NOT NULL,
  fault TEXT NOT NULL, remaining INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS notices (id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, event TEXT NOT NULL,
  user_id TEXT NOT NULL, status INTEGER, outcome TEXT NOT NULL);
"""
