"""Notices that Zoom sends: https://developers.zoom.us/docs/api/webhooks/"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from halfpast.providers.errors import ProviderError
from halfpast.providers.json_objects import instant, nested, read_object, text, whole_number

REPLAY_WINDOW = timedelta(seconds=300)
URL_VALIDATION = "endpoint.url_validation"
DEAUTHORIZED = "app_deauthorized"
WRONG_SIGNATURE = "The notice's signature does not fit the secret token."
CHALLENGE_SHAPE = r"[A-Za-z0-9_+/=.-]{1,200}"
# What a database takes, whatever an id may look like one day.
ID_SHAPE = r"[ -~]{1,200}"


class NoticeRefused(ProviderError):
    """Not proven to come from Zoom, or not readable."""


class NoticeOutOfTime(NoticeRefused):
    """Signed by Zoom, with a time that is further from ours than fits: `age` is negative for one from the future."""

    def __init__(self, age: timedelta) -> None:
        super().__init__("The notice is too old or from the future.")
        self.age = age


@dataclass(frozen=True)
class Deauthorization:
    """`time` tells a late notice from one about a newer connection; None when Zoom named none."""

    user_id: str
    account_id: str
    client_id: str
    time: datetime | None


def verify(secret: str, timestamp: str | None, raw_body: bytes, signature: str | None, now: datetime) -> None:
    """Over the raw bytes, in constant time; raises NoticeRefused: NoticeOutOfTime when only the time does not fit."""
    if not secret:
        raise NoticeRefused("No secret for notices is configured.")
    timestamp, signature = timestamp or "", signature or ""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise NoticeRefused("The notice carries no usable timestamp.")
    expected = signature_of(secret, timestamp, raw_body)
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):
        raise NoticeRefused(WRONG_SIGNATURE)
    age = timedelta(seconds=now.timestamp() - int(timestamp))
    if abs(age) > REPLAY_WINDOW:
        raise NoticeOutOfTime(age)


def signature_of(secret: str, timestamp: str, raw_body: bytes) -> str:
    """https://developers.zoom.us/docs/api/webhooks/#verify-with-zooms-header"""
    return f"v0={_keyed_hash(secret, b'v0:' + timestamp.encode() + b':' + raw_body)}"


def event_of(raw_body: bytes) -> str:
    """Empty when the body is not a notice."""
    return text((read_object(raw_body) or {}).get("event"))


def challenge_token(raw_body: bytes) -> str:
    """Zoom's plain token, empty when the notice is no challenge; only for a body that `verify` let through."""
    fields = read_object(raw_body) or {}
    token = nested(fields.get("payload")).get("plainToken")
    return token if text(fields.get("event")) == URL_VALIDATION and isinstance(token, str) else ""


def challenge_answer(secret: str, plain_token: str) -> dict[str, str]:
    """Hashes nothing but a token of Zoom's shape: `v0:time:body` would come back as the signature of that body."""
    if not secret:
        raise NoticeRefused("No secret for notices is configured.")
    if not re.fullmatch(CHALLENGE_SHAPE, plain_token):
        raise NoticeRefused("The challenge carries no token of Zoom's shape.")
    return {"plainToken": plain_token, "encryptedToken": _keyed_hash(secret, plain_token.encode())}


def parse_deauthorization(raw_body: bytes) -> Deauthorization:
    """Tolerant: older notices lack event_ts, and nothing else but the user is needed."""
    fields = read_object(raw_body) or {}
    payload = nested(fields.get("payload"))
    user_id = text(payload.get("user_id"))
    if text(fields.get("event")) != DEAUTHORIZED or not re.fullmatch(ID_SHAPE, user_id):
        raise NoticeRefused("The notice is not a readable deauthorization.")
    return Deauthorization(
        user_id=user_id,
        account_id=text(payload.get("account_id")),
        client_id=text(payload.get("client_id")),
        time=instant(payload.get("deauthorization_time"))
        or _milliseconds(fields.get("event_ts"))
        or _milliseconds(payload.get("event_ts")),
    )


def _keyed_hash(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _milliseconds(value: object) -> datetime | None:
    milliseconds = whole_number(value)
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
