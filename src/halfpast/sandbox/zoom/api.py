"""The REST API under /v2: who calls, whether the token's scopes allow it, and which handler answers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from halfpast.sandbox.http_server import Answer
from halfpast.sandbox.zoom.calls import Call, ZoomRefusal, api_answer
from halfpast.sandbox.zoom.grants import grant_of
from halfpast.sandbox.zoom.limits import count_call
from halfpast.sandbox.zoom.meeting_list import list_meetings
from halfpast.sandbox.zoom.meeting_records import zoom_time
from halfpast.sandbox.zoom.meetings import change_meeting, create_meeting, delete_meeting, read_meeting
from halfpast.sandbox.zoom.state import ZoomState
from halfpast.sandbox.zoom.users import user_by_id

Handler = Callable[[ZoomState, Call, sqlite3.Row], Answer]


@dataclass(frozen=True)
class Operation:
    method: str
    path: re.Pattern[str]
    scope: str
    classic_scope: str
    handler: Handler
    label: str = "Light"


def answer_api_call(state: ZoomState, call: Call) -> Answer:
    try:
        user, scopes = _caller(state, call)
        operation = _operation(state, call)
        _require_scope(state, operation, scopes)
        count_call(state, user, operation.label)
        return operation.handler(state, call, user)
    except ZoomRefusal as refusal:
        call.note = f"{refusal.code}"
        return refusal.answer()


def show_profile(state: ZoomState, call: Call, user: sqlite3.Row) -> Answer:
    settings = state.settings_of(user["id"])
    first, _, last = user["display_name"].partition(" ")
    document = {
        "id": user["id"],
        "account_id": user["account_id"],
        "email": user["email"],
        "first_name": first,
        "last_name": last,
        "display_name": user["display_name"],
        "type": settings.plan_type,
        "role_name": "Owner",
        "role_id": "0",
        "timezone": settings.time_zone,
        "pmi": user["pmi"],
        "use_pmi": False,
        "personal_meeting_url": f"{state.base_url}/j/{user['pmi']}",
        "verified": 1,
        "dept": "",
        "language": "en-US",
        "status": "active",
        "cluster": "us04",
        "login_types": [100],
        "created_at": zoom_time(user["created_at"]),
        "user_created_at": zoom_time(user["created_at"]),
    }
    return api_answer(200, document)


def _caller(state: ZoomState, call: Call) -> tuple[sqlite3.Row, set[str]]:
    if "access_token" in call.exchange.query:
        message = "Invalid access token, this access token is not supported as query parameter string."
        raise ZoomRefusal(401, 124, message)
    scheme, _, token = call.exchange.headers.get("Authorization", "").partition(" ")
    grant = grant_of(state, token.strip(), "access") if scheme.lower() == "bearer" else None
    user = user_by_id(state, grant["user_id"]) if grant else None
    if grant is None or user is None:
        raise ZoomRefusal(401, 124, "Invalid access token.")
    call.who = user["email"]
    if grant["ended_at"] is not None:
        raise ZoomRefusal(401, 124, "Invalid access token.")
    if grant["expires_at"] <= state.now().timestamp():
        raise ZoomRefusal(401, 124, "Access token is expired.")
    return user, set(grant["scopes"].split())


def _operation(state: ZoomState, call: Call) -> Operation:
    path = call.exchange.path.removeprefix("/v2")
    at_path = [operation for operation in OPERATIONS if operation.path.fullmatch(path)]
    for operation in at_path:
        if operation.method == call.exchange.method:
            return operation
    if re.match(r"/users/(?!me(/|$))", path):
        # A user-managed token names no user but itself, whatever the id.
        raise _lacks(state, "user:read:user:admin")
    if at_path:
        raise ZoomRefusal(405, 405, f"Request method '{call.exchange.method}' is not supported.")
    raise ZoomRefusal(404, 404, "This API endpoint is not recognized.")


def _require_scope(state: ZoomState, operation: Operation, scopes: set[str]) -> None:
    if not scopes & {operation.scope, f"{operation.scope}:admin", operation.classic_scope}:
        raise _lacks(state, f"{operation.scope}:admin, {operation.scope}")


def _lacks(state: ZoomState, scopes: str) -> ZoomRefusal:
    status = state.settings.scope_error_status
    return ZoomRefusal(status, 4711, f"Invalid access token, does not contain scopes:[{scopes}].")


_ME, _MY_MEETINGS = re.compile("/users/me"), re.compile("/users/me/meetings")
_MEETING = re.compile("/meetings/[^/]+")

OPERATIONS = (
    Operation("GET", _ME, "user:read:user", "user:read", show_profile),
    Operation("POST", _MY_MEETINGS, "meeting:write:meeting", "meeting:write", create_meeting),
    Operation("GET", _MY_MEETINGS, "meeting:read:list_meetings", "meeting:read", list_meetings, "Medium"),
    Operation("GET", _MEETING, "meeting:read:meeting", "meeting:read", read_meeting),
    Operation("PATCH", _MEETING, "meeting:update:meeting", "meeting:write", change_meeting),
    Operation("DELETE", _MEETING, "meeting:delete:meeting", "meeting:write", delete_meeting),
)
