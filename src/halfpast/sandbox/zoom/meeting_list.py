"""GET /v2/users/me/meetings: types, date range, pages, and the delay before a new meeting shows."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from halfpast.sandbox.http_server import Answer
from halfpast.sandbox.zoom.calls import Call, ZoomRefusal, api_answer
from halfpast.sandbox.zoom.meeting_records import EXPIRY, listed_meeting
from halfpast.sandbox.zoom.state import ZoomState

TYPES = ("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings")
PAGE_TOKEN_SECONDS = 900


def list_meetings(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    query = call.exchange.query
    found = _meetings_asked_for(state, query, user)
    size = _page_size(query)
    offset = _offset(state, query, size)
    shown, following = found[offset : offset + size], offset + size
    document = {
        "page_count": -(-len(found) // size),
        "page_number": offset // size + 1,
        "page_size": size,
        "total_records": len(found),
        "next_page_token": _page_token(state, query, following) if following < len(found) else "",
        "meetings": [listed_meeting(state, row) for row in shown],
    }
    return api_answer(200, document, "Medium")


def _meetings_asked_for(state: ZoomState, query: Mapping[str, str], user: sqlite3.Row) -> list[sqlite3.Row]:
    kind = query.get("type", "scheduled")
    if kind not in TYPES:
        raise _invalid("type")
    now, settings = state.now(), state.settings_of(user["id"])
    earliest, latest = _date_range(query, settings.time_zone)
    visible = (now - timedelta(seconds=settings.list_delay_seconds)).timestamp()
    rows = state.database.rows(
        "SELECT * FROM meetings WHERE user_id = ? AND deleted_at IS NULL AND start > ? AND created_at <= ?"
        " AND start >= ? AND start < ? ORDER BY start, id",
        user["id"],
        (now - EXPIRY).timestamp(),
        visible,
        earliest,
        latest,
    )
    return [row for row in rows if _is_of_kind(row, kind, now.timestamp())]


def _is_of_kind(row: sqlite3.Row, kind: str, now: float) -> bool:
    """Nobody ever starts a simulated meeting, so none is live."""
    fields = json.loads(row["fields"])
    ended = row["start"] + 60 * int(fields.get("duration", 60)) <= now
    if fields.get("type") == 1 or kind == "live":
        return False
    return kind == "scheduled" or ended == (kind == "previous_meetings")


def _date_range(query: Mapping[str, str], own_zone: str) -> tuple[float, float]:
    """Both dates belong to the range; they are dates in `timezone`, or else in the user's zone."""
    try:
        zone = ZoneInfo(query.get("timezone") or own_zone or "UTC")
        first = date.fromisoformat(query["from"]) if query.get("from") else date(1971, 1, 1)
        last = date.fromisoformat(query["to"]) if query.get("to") else date(9000, 1, 1)
    except (OSError, ValueError, KeyError):
        raise _invalid("from") from None
    begin = datetime.combine(first, time.min, zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC)
    return begin.timestamp(), end.timestamp()


def _page_size(query: Mapping[str, str]) -> int:
    text = query.get("page_size", "30")
    if not text.isdigit() or not 1 <= int(text) <= 300:
        raise _invalid("page_size")
    return int(text)


def _offset(state: ZoomState, query: Mapping[str, str], size: int) -> int:
    token = query.get("next_page_token")
    if not token:
        number = query.get("page_number", "1")
        return (int(number) - 1) * size if number.isdigit() and number != "0" else 0
    try:
        offset, expires, same = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        raise _invalid("next_page_token") from None
    if expires < state.now().timestamp() or same != _other_parameters(query):
        raise ZoomRefusal(400, 300, "The next page token is invalid or expired.")
    return int(offset)


def _page_token(state: ZoomState, query: Mapping[str, str], offset: int) -> str:
    expires = state.now().timestamp() + PAGE_TOKEN_SECONDS
    return base64.urlsafe_b64encode(json.dumps([offset, expires, _other_parameters(query)]).encode()).decode()


def _other_parameters(query: Mapping[str, str]) -> list[list[str]]:
    return sorted([name, value] for name, value in query.items() if name not in ("next_page_token", "page_number"))


def _invalid(name: str) -> ZoomRefusal:
    return ZoomRefusal(400, 300, "Validation Failed.", ((name, f"Invalid parameter: {name}."),))
