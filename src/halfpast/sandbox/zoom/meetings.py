"""Create, read, change and delete one meeting."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from halfpast.sandbox.http_server import Answer
from halfpast.sandbox.zoom.calls import Call, ZoomRefusal, api_answer, meeting_missing, no_content
from halfpast.sandbox.zoom.error_rows import NO_LICENSE
from halfpast.sandbox.zoom.limits import count_write
from halfpast.sandbox.zoom.meeting_fields import checked_fields, refuse_past, start_of, without
from halfpast.sandbox.zoom.meeting_records import full_meeting, insert_meeting, live_meeting
from halfpast.sandbox.zoom.passcodes import allowed_change, passcode_of_new
from halfpast.sandbox.zoom.policies import obeying, settings_in
from halfpast.sandbox.zoom.state import ZoomState

MAY_NOT_SCHEDULE = (4, 99)


def create_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    settings = state.settings_of(user["id"])
    with counted_write(state, user["id"]):
        if settings.plan_type in MAY_NOT_SCHEDULE:
            raise ZoomRefusal(400, 3161, NO_LICENSE)
        fields = obeying(checked_fields(call.exchange.json_object, settings), settings)
        start = start_of(fields, settings.time_zone) or state.now().replace(microsecond=0)
        refuse_past(start, state.now(), settings)
        fields.setdefault("timezone", settings.time_zone or "UTC")
        fields["password"] = passcode_of_new(call.exchange.json_object or {}, settings)
        call.meeting_id = insert_meeting(state, user["id"], start, fields)
    return api_answer(201, full_meeting(state, meeting_of(state, str(call.meeting_id), user)))


def read_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    row = _named_meeting(state, call, user)
    return api_answer(200, full_meeting(state, row))


def change_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    """Only what the body names changes; a start in the past is ignored silently, as Zoom does."""
    settings = state.settings_of(user["id"])
    with counted_write(state, user["id"]):
        row = _named_meeting(state, call, user)
        body = without(call.exchange.json_object, settings.patch_drops.split())
        changes = allowed_change(obeying(checked_fields(body, settings), settings), settings)
        fields = json.loads(row["fields"])
        start = start_of({"timezone": fields["timezone"], **changes}, settings.time_zone)
        moved = row["start"] if start is None or start < state.now() else start.timestamp()
        changes["settings"] = {**fields.get("settings", {}), **settings_in(changes)}
        statement = "UPDATE meetings SET start = ?, fields = ? WHERE id = ?"
        state.database.run(statement, moved, json.dumps({**fields, **changes}), row["id"])
    return no_content()


def delete_meeting(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    with state.database.transaction():
        row = _named_meeting(state, call, user)
        if state.settings.deletes_count:
            count_write(state, user["id"])
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


@contextmanager
def counted_write(state: ZoomState, user_id: str) -> Iterator[None]:
    """One create or update: all of it or nothing; a refused one counts only if the settings say so."""
    counts_anyway = state.settings.failed_writes_count
    if counts_anyway:
        count_write(state, user_id)
    with state.database.transaction():
        if not counts_anyway:
            count_write(state, user_id)
        yield
