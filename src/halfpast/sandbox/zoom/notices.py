"""Sends signed webhook requests to the product: deauthorization and the URL-validation challenge."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import secrets
import sqlite3
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from halfpast.sandbox.zoom.grants import end_grant
from halfpast.sandbox.zoom.state import ZoomState
from halfpast.sandbox.zoom.users import user_by_id

ANSWER_WITHIN_SECONDS = 3
REVOKE_NOTICE_AFTER_SECONDS = 0.2


@dataclass(frozen=True)
class Delivery:
    """How the product answered; status is None when it did not."""

    event: str
    status: int | None
    outcome: str
    answer: bytes = b""


def remove_app(state: ZoomState, user_id: str, changes: Mapping[str, object]) -> Delivery | None:
    """Ends the grant, then tells the product; `changes` bend the notice for tests. None: no such user."""
    user = user_by_id(state, user_id)
    if user is None:
        return None
    end_grant(state, user_id, "app removed")
    return _tell(state, user, changes)


def tell_of_revoke(state: ZoomState, user_id: str) -> None:
    """A revoke uninstalls the app, and the product hears of its own doing: https://devforum.zoom.us/t/18432"""
    user = user_by_id(state, user_id)
    if user is not None and state.settings.revoke_sends_notice:
        threading.Thread(target=_tell_soon, args=(state, user), daemon=True).start()


def challenge(state: ZoomState, changes: Mapping[str, object]) -> Delivery:
    """Asks the product to prove that it knows the secret token."""
    plain = secrets.token_urlsafe(16)
    event_ts = int(state.now().timestamp() * 1000)
    document = {"payload": {"plainToken": plain}, "event_ts": event_ts, "event": "endpoint.url_validation"}
    delivery = _send(state, "endpoint.url_validation", _compact(document), changes)
    expected = hmac.new(state.app.secret_token.encode(), plain.encode(), hashlib.sha256).hexdigest()
    if delivery.status == 200 and _says(delivery.answer, {"plainToken": plain, "encryptedToken": expected}):
        delivery = Delivery(delivery.event, 200, "validated", delivery.answer)
    elif delivery.status == 200:
        delivery = Delivery(delivery.event, 200, "wrong answer to the challenge", delivery.answer)
    return _record(state, "", delivery)


def signature(secret_token: str, timestamp: str, body: bytes) -> str:
    """https://developers.zoom.us/docs/api/webhooks/#verify-with-zooms-header"""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret_token.encode(), message, hashlib.sha256).hexdigest()


def deauthorization_body(state: ZoomState, user_id: str, account_id: str, changes: Mapping[str, object]) -> bytes:
    now = state.now()
    payload = {
        "account_id": account_id,
        "client_id": changes.get("client_id", state.app.client_id),
        "deauthorization_time": changes.get("deauthorization_time", _zoom_milliseconds(now)),
        "signature": secrets.token_hex(32),
        "user_data_retention": None,
        "user_id": user_id,
    }
    event_ts = int(now.timestamp() * 1000)
    return _compact({"event": "app_deauthorized", "event_ts": event_ts, "payload": payload})


def past_notices(state: ZoomState) -> list[dict[str, object]]:
    rows = state.database.rows("SELECT * FROM notices ORDER BY id")
    return [{**dict(row), "time": datetime.fromtimestamp(row["time"], UTC).isoformat()} for row in rows]


def _tell_soon(state: ZoomState, user: sqlite3.Row) -> None:
    if not state.stopping.wait(REVOKE_NOTICE_AFTER_SECONDS):
        _tell(state, user, {})


def _tell(state: ZoomState, user: sqlite3.Row, changes: Mapping[str, object]) -> Delivery:
    event, user_id = "app_deauthorized", user["id"]
    if not state.settings.published:
        return _record(state, user_id, Delivery(event, None, "not sent: the app is not published"))
    if not state.app.deauthorize_url:
        return _record(state, user_id, Delivery(event, None, "not sent: no deauthorization URL is set"))
    body = deauthorization_body(state, user_id, user["account_id"], changes)
    if not state.settings.notice_retries_restamped:
        changes = {"timestamp": _stamp(state), **changes}
    delivery = _send(state, event, body, changes)
    if delivery.status is None or delivery.status >= 500:
        repeat = partial(_send, state, event, body, changes)
        threading.Thread(target=_retry, args=(state, user_id, repeat), daemon=True).start()
    return _record(state, user_id, delivery)


def _send(state: ZoomState, event: str, body: bytes, changes: Mapping[str, object]) -> Delivery:
    target = urlsplit(state.app.deauthorize_url)
    if target.scheme not in ("http", "https") or not target.hostname:
        return Delivery(event, None, "not sent: no deauthorization URL is set")
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    connection = kind(target.hostname, target.port, timeout=ANSWER_WITHIN_SECONDS)
    try:
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        connection.request("POST", path, body, _headers(state, body, changes))
        response = connection.getresponse()
        return Delivery(event, response.status, _outcome_of(response.status), response.read(2000))
    except (OSError, http.client.HTTPException) as problem:
        return Delivery(event, None, f"no answer: {type(problem).__name__}")
    finally:
        connection.close()


def _headers(state: ZoomState, body: bytes, changes: Mapping[str, object]) -> dict[str, str]:
    timestamp = str(changes.get("timestamp", _stamp(state)))
    secret_token = str(changes.get("secret_token", state.app.secret_token))
    return {
        "User-Agent": "Zoom Marketplace/1.0a",
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": secrets.token_urlsafe(16),  # the retired verification token: not to be trusted
        "clientid": state.app.client_id,
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": str(changes.get("signature", signature(secret_token, timestamp, body))),
        "x-zm-request-id": str(uuid.uuid4()),
        "x-zm-trackingid": f"v=2.0;clid=us06;rid=WEB_{secrets.token_hex(16)}",
    }


def _stamp(state: ZoomState) -> int:
    return int(state.now().timestamp())


def _retry(state: ZoomState, user_id: str, repeat: Callable[[], Delivery]) -> None:
    """Zoom repeats only after a 5xx or no answer; whether it stamps and signs anew is not known."""
    for seconds in state.settings.notice_retry_seconds.split():
        if state.stopping.wait(float(seconds)):
            return
        status = _record(state, user_id, repeat()).status
        if status is not None and status < 500:
            return


def _record(state: ZoomState, user_id: str, delivery: Delivery) -> Delivery:
    if state.stopping.is_set():
        return delivery
    statement = "INSERT INTO notices (time, event, user_id, status, outcome) VALUES (?, ?, ?, ?, ?)"
    state.database.run(statement, state.now().timestamp(), delivery.event, user_id, delivery.status, delivery.outcome)
    return delivery


def _outcome_of(status: int) -> str:
    return "delivered" if 200 <= status < 300 else "refused for good" if status < 500 else "failed, will be repeated"


def _says(answer: bytes, wanted: dict[str, str]) -> bool:
    try:
        return bool(json.loads(answer) == wanted)
    except ValueError:
        return False


def _compact(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _zoom_milliseconds(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
