"""Create, read, change and delete one meeting."""

from __future__ import annotations

import json
import secrets
import sqlite3

from halfpast.sandbox.http_server import Answer
from halfpast.sandbox.zoom.calls import Call, ZoomRefusal, api_answer, meeting_missing, no_content
from halfpast.sandbox.zoom.meeting_fields import checked_fields, start_of
from halfpast.sandbox.zoom.meeting_records import full_meeting, insert_meeting, live_meeting
from halfpast.sandbox.zoom.state import ZoomState

DAILY_CAP_MESSAGE = (
    "You have exceeded the daily rate limit ({cap}) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00."
)
NO_SCHEDULING = "Your user account is not allowed meeting hosting and scheduling capabilities."


def create_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    if state.settings.plan_type == 4:
        raise ZoomRefusal(400, 3161, NO_SCHEDULING)
    body = call.exchange.json_object
    fields = checked_fields(body)
    start = start_of(fields, user["time_zone"]) or state.now().replace(microsecond=0)
    fields.setdefault("timezone", user["time_zone"])
    if "password" not in fields and (body or {}).get("default_password") is not False and state.settings.passcodes:
        fields["password"] = f"{secrets.randbelow(1_000_000):06d}"
    with state.database.transaction():
        _count_against_daily_cap(state, user["id"])
        call.meeting_id = insert_meeting(state, user["id"], start, fields)
    return api_answer(201, full_meeting(state, meeting_of(state, str(call.meeting_id), user)))


def read_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    row = _named_meeting(state, call, user)
    return api_answer(200, full_meeting(state, row))


def change_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    """Only what the body names changes; a start in the past is ignored silently, as Zoom does."""
    with state.database.transaction():
        row = _named_meeting(state, call, user)
        changes = checked_fields(call.exchange.json_object)
        _count_against_daily_cap(state, user["id"])
        fields = json.loads(row["fields"])
        start = start_of({"timezone": fields["timezone"], **changes}, user["time_zone"])
        moved = row["start"] if start is None or start < state.now() else start.timestamp()
        changes["settings"] = {**fields.get("settings", {}), **_settings_in(changes)}
        statement = "UPDATE meetings SET start = ?, fields = ? WHERE id = ?"
        state.database.run(statement, moved, json.dumps({**fields, **changes}), row["id"])
    return no_content()


def delete_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    with state.database.transaction():
        row = _named_meeting(state, call, user)
        statement = "UPDATE meetings SET deleted_at = ? WHERE id = ?"
        state.database.run(statement, state.now().timestamp(), row["id"])
    return no_content()


def meeting_of(state: ZoomState, meeting_id: str, user: sqlite3.Row) -> sqlite3.Row:
    if not (meeting_id.isascii() and meeting_id.isdigit()) or len(meeting_id) > 18:
        raise ZoomRefusal(400, 300, "Invalid meeting id.")
    row = live_meeting(state, int(meeting_id))
    if row is None:
        raise meeting_missing(meeting_id)
    if row["user_id"] != user["id"]:
        raise ZoomRefusal(400, 3003, "You are not the meeting host.")
    return row


def _named_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> sqlite3.Row:
    meeting_id = call.exchange.path.rsplit("/", 1)[-1]
    row = meeting_of(state, meeting_id, user)
    call.meeting_id = row["id"]
    return row


def _settings_in(changes: dict[str, object]) -> dict[str, object]:
    settings = changes.get("settings")
    return settings if isinstance(settings, dict) else {}


def _count_against_daily_cap(state: ZoomState, user_id: str) -> None:
    """Counts only what is applied; whether a failed create counts at Zoom is not known."""
    day, cap = state.now().date().isoformat(), state.settings.daily_cap
    used = state.database.row("SELECT used FROM quota WHERE user_id = ? AND day = ?", user_id, day)
    if (used is not None and used["used"] >= cap) or cap <= 0:
        raise ZoomRefusal(429, 429, DAILY_CAP_MESSAGE.format(cap=cap))
    statement = "INSERT INTO quota VALUES (?, ?, 1) ON CONFLICT (user_id, day) DO UPDATE SET used = used + 1"
    state.database.run(statement, user_id, day)
