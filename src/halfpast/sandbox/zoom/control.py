"""The JSON under /_sandbox, for scripts and tests."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import unquote

from halfpast.sandbox.http_server import Answer, Exchange, json_answer
from halfpast.sandbox.zoom.faults import BadFault, add_fault, clear_faults, waiting_faults
from halfpast.sandbox.zoom.ledger import entries
from halfpast.sandbox.zoom.meeting_records import join_url, zoom_time
from halfpast.sandbox.zoom.notices import Delivery, challenge, past_notices, remove_app
from halfpast.sandbox.zoom.settings import BadSetting
from halfpast.sandbox.zoom.state import RegisteredApp, ZoomState
from halfpast.sandbox.zoom.users import change_user, user_named

APP_FIELDS = ("client_id", "client_secret", "redirect_uris", "deauthorize_url", "secret_token")


@dataclass(frozen=True)
class Control:
    state: ZoomState

    def answer(self, exchange: Exchange) -> Answer:
        path = exchange.path.removeprefix("/_sandbox")
        try:
            answer = self._look(exchange, path) if exchange.method == "GET" else self._act(exchange, path)
        except (BadFault, BadSetting) as problem:
            return json_answer(400, {"error": str(problem)})
        return answer or json_answer(404, {"error": "unknown; see the docstring of halfpast.sandbox"})

    def _look(self, exchange: Exchange, path: str) -> Answer | None:
        views: dict[str, Callable[[], object]] = {
            "/ledger": lambda: entries(self.state, exchange.query),
            "/meetings": lambda: told_meetings(self.state, exchange.query),
            "/users": lambda: told_users(self.state),
            "/notices": lambda: past_notices(self.state),
            "/faults": lambda: waiting_faults(self.state),
        }
        if path == "/settings":
            return json_answer(200, told_settings(self.state))
        return json_answer(200, {path[1:]: views[path]()}) if path in views else None

    def _act(self, exchange: Exchange, path: str) -> Answer | None:
        document = exchange.json_object
        match exchange.method, path.strip("/").split("/"):
            case "POST", ["faults"]:
                return json_answer(201, {"id": add_fault(self.state, document)})
            case "DELETE", ["faults"]:
                clear_faults(self.state)
                return Answer(204)
            case "POST", ["settings"]:
                change(self.state, document or {})
                return json_answer(200, told_settings(self.state))
            case "POST", ["users", user_id, "remove-app"]:
                delivery = remove_app(self.state, user_id, document or {})
                return told_delivery(delivery) if delivery else None
            case "POST", ["users", name]:
                return self._change_user(unquote(name), document or {})
            case "POST", ["validate-url"]:
                return told_delivery(challenge(self.state, document or {}))
            case "POST", ["reset"]:
                self.state.reset()
                return Answer(204)
        return None

    def _change_user(self, name: str, changes: Mapping[str, object]) -> Answer | None:
        user = user_named(self.state, name)
        if user is None:
            return None
        change_user(self.state, user["id"], changes)
        return json_answer(200, told_user(self.state, user["id"]))


def change(state: ZoomState, changes: Mapping[str, object]) -> None:
    """Settings and the app's registration alike; the registration lasts until the server ends."""
    app = {name: value for name, value in changes.items() if name in APP_FIELDS}
    if "redirect_uris" in app:
        uris = app["redirect_uris"]
        app["redirect_uris"] = tuple(uris.split() if isinstance(uris, str) else map(str, _list(uris)))
    if not all(isinstance(value, str | tuple) for value in app.values()):
        raise BadSetting(f"{', '.join(app)} should be text")
    state.change_settings({name: value for name, value in changes.items() if name not in APP_FIELDS})
    state.app = replace(state.app, **app)  # type: ignore[arg-type]


def told_settings(state: ZoomState) -> dict[str, object]:
    app: RegisteredApp = state.app
    shown = {"client_id": app.client_id, "redirect_uris": app.redirect_uris, "deauthorize_url": app.deauthorize_url}
    return {**asdict(state.settings), **shown}


def told_meetings(state: ZoomState, wanted: Mapping[str, str]) -> list[dict[str, object]]:
    """All of them, deleted ones too; filters: state (live or deleted), host (e-mail)."""
    rows = state.database.rows(
        "SELECT meetings.*, users.email FROM meetings JOIN users ON users.id = user_id"
        " ORDER BY meetings.created_at, start"
    )
    told = []
    for row in rows:
        fields = json.loads(row["fields"])
        meeting = {
            **fields,
            "id": row["id"],
            "host_id": row["user_id"],
            "host_email": row["email"],
            "state": "live" if row["deleted_at"] is None else "deleted",
            "start_time": zoom_time(row["start"]),
            "join_url": join_url(state, row),
            "created_at": zoom_time(row["created_at"]),
            "deleted_at": zoom_time(row["deleted_at"]) if row["deleted_at"] else None,
        }
        if (
            wanted.get("state", meeting["state"]) == meeting["state"]
            and wanted.get("host", row["email"]) == row["email"]
        ):
            told.append(meeting)
    return told


def told_users(state: ZoomState) -> list[dict[str, object]]:
    rows = state.database.rows(
        "SELECT users.*, grants.scopes, grants.authorized_at FROM users"
        " LEFT JOIN grants ON grants.user_id = users.id AND ended_at IS NULL ORDER BY users.created_at"
    )
    return [_told_user(state, row) for row in rows]


def told_user(state: ZoomState, user_id: str) -> dict[str, object]:
    return next(user for user in told_users(state) if user["id"] == user_id)


def _told_user(state: ZoomState, row: sqlite3.Row) -> dict[str, object]:
    settings = state.settings_of(row["id"])
    return {
        "id": row["id"],
        "account_id": row["account_id"],
        "email": row["email"],
        "plan_type": settings.plan_type,
        "time_zone": settings.time_zone,
        "app_installed": row["authorized_at"] is not None,
        "scopes": (row["scopes"] or "").split(),
        "authorized_at": zoom_time(row["authorized_at"]) if row["authorized_at"] else None,
        "own_settings": state.own_settings(row["id"]),
    }


def told_delivery(delivery: Delivery) -> Answer:
    answer = delivery.answer.decode("utf-8", "replace")
    return json_answer(
        200, {"event": delivery.event, "status": delivery.status, "outcome": delivery.outcome, "answer": answer}
    )


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise BadSetting("redirect_uris should be a list")
    return value
