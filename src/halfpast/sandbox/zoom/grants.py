"""Authorization codes, grants and tokens."""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3
from dataclasses import dataclass

from halfpast.sandbox.zoom.state import ZoomState

CODE_SECONDS = 300
REFRESH_TOKEN_SECONDS = 90 * 86400


@dataclass(frozen=True)
class Consent:
    """What a user agreed to, waiting behind an authorization code."""

    user_id: str
    redirect_uri: str
    challenge: str
    challenge_method: str
    scopes: str


@dataclass(frozen=True)
class TokenPair:
    access_token: str
    refresh_token: str
    scopes: str


def issue_code(state: ZoomState, consent: Consent) -> str:
    code = secrets.token_urlsafe(32)
    state.database.run(
        "INSERT INTO codes (code, user_id, redirect_uri, challenge, challenge_method, scopes, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        code,
        consent.user_id,
        consent.redirect_uri,
        consent.challenge,
        consent.challenge_method,
        consent.scopes,
        state.now().timestamp() + CODE_SECONDS,
    )
    return code


def begin_grant(state: ZoomState, user_id: str, scopes: str) -> TokenPair:
    """One Zoom user and one app have one live grant: an earlier one ends here."""
    with state.database.transaction():
        end_grant(state, user_id, "a newer authorization")
        statement = "INSERT INTO grants (user_id, scopes, authorized_at) VALUES (?, ?, ?)"
        grant_id = state.database.run(statement, user_id, scopes, state.now().timestamp())
        return _issue_pair(state, grant_id, user_id, scopes)


def rotate(state: ZoomState, refresh_token: str) -> TokenPair | None:
    """None when the token is unknown, used before, expired, or its grant has ended."""
    now = state.now().timestamp()
    with state.database.transaction():
        grant = grant_of(state, refresh_token, "refresh")
        if grant is None or grant["expires_at"] <= now or grant["ended_at"] is not None:
            return None
        dies_at = min(now + state.settings.refresh_grace_seconds, grant["expires_at"])
        state.database.run("UPDATE tokens SET expires_at = ? WHERE token = ?", dies_at, refresh_token)
        return _issue_pair(state, grant["id"], grant["user_id"], grant["scopes"])


def grant_of(state: ZoomState, token: str, kind: str) -> sqlite3.Row | None:
    statement = (
        "SELECT grants.*, tokens.expires_at, users.email FROM tokens JOIN grants ON grants.id = tokens.grant_id"
        " JOIN users ON users.id = grants.user_id WHERE token = ? AND kind = ?"
    )
    return state.database.row(statement, token, kind)


def end_grant(state: ZoomState, user_id: str, ended_by: str) -> None:
    statement = "UPDATE grants SET ended_at = ?, ended_by = ? WHERE user_id = ? AND ended_at IS NULL"
    state.database.run(statement, state.now().timestamp(), ended_by, user_id)


def _issue_pair(state: ZoomState, grant_id: int, user_id: str, scopes: str) -> TokenPair:
    now = state.now().timestamp()
    access, refresh = _token(state, user_id, "access"), _token(state, user_id, "refresh")
    statement = "INSERT INTO tokens VALUES (?, ?, ?, ?)"
    state.database.run(statement, access, "access", grant_id, now + state.settings.access_token_seconds)
    state.database.run(statement, refresh, "refresh", grant_id, now + REFRESH_TOKEN_SECONDS)
    return TokenPair(access, refresh, scopes)


def _token(state: ZoomState, user_id: str, kind: str) -> str:
    """As long as Zoom's, so that short columns are found out; the claims are decoration."""
    head: dict[str, object] = {"sv": "000002", "alg": "HS512", "v": "2.0", "kid": secrets.token_hex(18)}
    claims: dict[str, object] = {
        "ver": 10,
        "auid": secrets.token_hex(16),
        "code": secrets.token_urlsafe(24),
        "iss": f"zm:cid:{state.app.client_id}",
        "type": kind,
        "aud": "https://oauth.zoom.us",
        "uid": user_id,
        "iat": int(state.now().timestamp()),
        "jti": secrets.token_hex(16),
    }
    return ".".join((_encoded(head), _encoded(claims), secrets.token_urlsafe(64)))


def _encoded(document: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")
