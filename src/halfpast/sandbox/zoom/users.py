"""Zoom users, and the settings that are theirs alone."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Mapping

from halfpast.sandbox.zoom.settings import PER_USER, BadSetting, changed
from halfpast.sandbox.zoom.state import ZoomState


def user_with_email(state: ZoomState, email: str) -> sqlite3.Row:
    """Made at first sight; ids follow from the address, so they stay the same over a reset."""
    email = email.strip().lower()
    name, _, domain = email.partition("@")
    words = name.replace(".", " ").replace("_", " ").title()
    pmi = 2_000_000_000 + int.from_bytes(hashlib.sha256(email.encode()).digest()[:4], "big")
    values = (_stable_id("user", email), _stable_id("account", domain), email, words, "", pmi)
    statement = "INSERT OR IGNORE INTO users VALUES (?, ?, ?, ?, ?, ?, ?)"
    state.database.run(statement, *values, state.now().timestamp())
    return state.database.rows("SELECT * FROM users WHERE email = ?", email)[0]


def user_by_id(state: ZoomState, user_id: str) -> sqlite3.Row | None:
    return state.database.row("SELECT * FROM users WHERE id = ?", user_id)


def user_named(state: ZoomState, name: str) -> sqlite3.Row | None:
    """By id or e-mail; an unknown address makes a user, so that one can be prepared before connecting."""
    return user_with_email(state, name) if "@" in name.strip("@ ") else user_by_id(state, name)


def change_user(state: ZoomState, user_id: str, changes: Mapping[str, object]) -> None:
    """What is None falls back to the setting for everybody; raises BadSetting."""
    foreign = [name for name in changes if name not in PER_USER]
    if foreign:
        raise BadSetting(f"{', '.join(foreign)} cannot be set per user; known are {', '.join(PER_USER)}")
    wanted = {**state.own_settings(user_id), **changes}
    kept = {name: value for name, value in wanted.items() if value is not None}
    settings = changed(state.settings, kept)
    checked = json.dumps({name: getattr(settings, name) for name in kept})
    state.database.run("INSERT OR REPLACE INTO user_settings VALUES (?, ?)", user_id, checked)


def domain_of(user: sqlite3.Row) -> str:
    """Users of one domain share a Zoom account."""
    return str(user["email"]).partition("@")[2]


def _stable_id(kind: str, text: str) -> str:
    digest = hashlib.sha256(f"{kind}:{text}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
