"""Meetings as stored, and as Zoom tells them."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from halfpast.sandbox.zoom.dial_in import numbers_in
from halfpast.sandbox.zoom.policies import COUNTRIES, allowed_dial_in, locked_settings
from halfpast.sandbox.zoom.settings import Settings, pairs
from halfpast.sandbox.zoom.state import ZoomState

# A scheduled meeting expires 30 days after its date: https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0061305
EXPIRY = timedelta(days=30)

USUAL_COUNTRIES = ("US", "DE", "GB")

DEFAULT_SETTINGS: dict[str, object] = {
    "host_video": True,
    "participant_video": True,
    "join_before_host": False,
    "jbh_time": 0,
    "mute_upon_entry": False,
    "watermark": False,
    "use_pmi": False,
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "none",
    "waiting_room": True,
    "alternative_hosts": "",
    "email_notification": True,
    "meeting_authentication": False,
    "encryption_type": "enhanced_encryption",
    "meeting_invitees": [],
    "private_meeting": False,
    "global_dial_in_countries": list(USUAL_COUNTRIES),
}


def insert_meeting(state: ZoomState, user_id: str, start: datetime, fields: Mapping[str, object]) -> int:
    while True:
        meeting_id = 80_000_000_000 + secrets.randbelow(19_999_999_999)
        if state.database.row("SELECT 1 FROM meetings WHERE id = ?", meeting_id) is None:
            break
    uuid = base64.b64encode(secrets.token_bytes(16)).decode()
    statement = "INSERT INTO meetings VALUES (?, ?, ?, ?, ?, NULL, ?)"
    now = state.now().timestamp()
    return state.database.run(statement, meeting_id, uuid, user_id, start.timestamp(), now, json.dumps(fields))


def live_meeting(state: ZoomState, meeting_id: int) -> sqlite3.Row | None:
    expired = (state.now() - EXPIRY).timestamp()
    statement = "SELECT * FROM meetings WHERE id = ? AND deleted_at IS NULL AND start > ?"
    return state.database.row(statement, meeting_id, expired)


def join_url(state: ZoomState, row: sqlite3.Row) -> str:
    """Changes when the passcode changes."""
    password = str(json.loads(row["fields"]).get("password", ""))
    query = f"?pwd={_encrypted(row['uuid'], password)}" if password else ""
    return f"{state.base_url}/j/{row['id']}{query}"


def full_meeting(state: ZoomState, row: sqlite3.Row) -> dict[str, object]:
    """The answer of create and get; `start_url` is a host credential, made anew each time."""
    fields = json.loads(row["fields"])
    user = state.database.row("SELECT email FROM users WHERE id = ?", row["user_id"])
    document = {
        **_shown_everywhere(state, row, fields),
        "host_email": user["email"] if user else "",
        "assistant_id": "",
        "status": "waiting",
        "agenda": fields.get("agenda", ""),
        "start_url": f"{state.base_url}/s/{row['id']}?zak={secrets.token_urlsafe(48)}",
        "settings": told_settings(state.settings_of(row["user_id"]), fields.get("settings", {})),
        "creation_source": "open_api",
        "pre_schedule": False,
        "dynamic_host_key": f"{int.from_bytes(row['uuid'].encode()[:3], 'big') % 1_000_000:06d}",
    }
    return {**document, **_passcodes(row["uuid"], str(fields.get("password", "")))}


def listed_meeting(state: ZoomState, row: sqlite3.Row) -> dict[str, object]:
    """The list call cuts the agenda to 250 characters and tells no passcode and no start_url."""
    fields = json.loads(row["fields"])
    return {**_shown_everywhere(state, row, fields), "agenda": str(fields.get("agenda", ""))[:250]}


def zoom_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown_everywhere(state: ZoomState, row: sqlite3.Row, fields: Mapping[str, object]) -> dict[str, object]:
    return {
        "uuid": row["uuid"],
        "id": row["id"],
        "host_id": row["user_id"],
        "topic": fields.get("topic", "Zoom Meeting"),
        "type": fields.get("type", 2),
        "start_time": zoom_time(row["start"]),
        "duration": fields.get("duration", 60),
        "timezone": fields["timezone"],
        "created_at": zoom_time(row["created_at"]),
        "join_url": join_url(state, row),
    }


def _passcodes(uuid: str, password: str) -> dict[str, object]:
    if not password:
        return {}
    digits = password if password.isdigit() else f"{int.from_bytes(password.encode(), 'big') % 1_000_000:06d}"
    encrypted = _encrypted(uuid, password)
    return {"password": password, "h323_password": digits, "pstn_password": digits, "encrypted_password": encrypted}


def told_settings(settings: Settings, asked: Mapping[str, object]) -> dict[str, object]:
    """Zoom's defaults, then the host's, then what was asked for, then what the account locks."""
    known = {name: value for name, value in asked.items() if name in DEFAULT_SETTINGS and value is not None}
    told = {**DEFAULT_SETTINGS, **_own_defaults(settings), **known, **locked_settings(settings)}
    if told["waiting_room"]:
        told["join_before_host"] = False
    if not told["join_before_host"]:
        told["jbh_time"] = 0
    return {**told, **_told_phones(settings, told)}


def _own_defaults(settings: Settings) -> dict[str, object]:
    own = pairs(settings.account_defaults)
    if COUNTRIES in own:
        own[COUNTRIES] = str(own[COUNTRIES]).split(",")
    return own


def _told_phones(settings: Settings, told: Mapping[str, object]) -> dict[str, object]:
    asked, allowed = told[COUNTRIES], allowed_dial_in(settings)
    countries = [country for country in asked if country in allowed] if isinstance(asked, list) else []
    countries = countries or [country for country in USUAL_COUNTRIES if country in allowed]
    if told["audio"] in ("voip", "thirdParty") or told["encryption_type"] == "e2ee":
        return {COUNTRIES: countries}
    return {COUNTRIES: countries, "global_dial_in_numbers": numbers_in(countries)}


def _encrypted(uuid: str, password: str) -> str:
    digest = hashlib.sha256(f"{uuid}{password}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:22]).decode().rstrip("=") + ".1"
