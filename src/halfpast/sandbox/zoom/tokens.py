"""The token and revoke endpoints."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from halfpast.sandbox.http_server import Answer, json_answer
from halfpast.sandbox.zoom.calls import Call, token_refusal
from halfpast.sandbox.zoom.errors import error_answer
from halfpast.sandbox.zoom.grants import TokenPair, begin_grant, end_grant, grant_of, rotate
from halfpast.sandbox.zoom.notices import tell_of_revoke
from halfpast.sandbox.zoom.state import ZoomState
from halfpast.sandbox.zoom.users import user_by_id


def exchange_token(state: ZoomState, call: Call) -> Answer:
    if not _is_our_app(state, call):
        return _invalid_client(state)
    form = call.exchange.form
    call.note = form.get("grant_type", "")
    match form.get("grant_type"):
        case "authorization_code":
            return _exchange_code(state, call, form)
        case "refresh_token":
            return _refresh(state, call, form)
    return token_refusal(400, "unsupported grant type", "unsupported_grant_type")


def revoke(state: ZoomState, call: Call) -> Answer:
    """Kills the whole grant; needs a live access token."""
    if not _is_our_app(state, call):
        return _invalid_client(state)
    grant = grant_of(state, call.exchange.form.get("token", ""), "access")
    if grant is None or grant["ended_at"] is not None or grant["expires_at"] <= state.now().timestamp():
        return token_refusal(400, "Invalid Token!", "invalid_request")
    call.who = grant["email"]
    end_grant(state, grant["user_id"], "revoke")
    tell_of_revoke(state, grant["user_id"])
    return json_answer(200, {"status": "success"})


def _exchange_code(state: ZoomState, call: Call, form: dict[str, str]) -> Answer:
    with state.database.transaction():
        code = form.get("code", "")
        row = state.database.row("SELECT * FROM codes WHERE code = ?", code)
        if row is None or row["used"] or row["expires_at"] <= state.now().timestamp():
            return _invalid_code(code)
        if form.get("redirect_uri") != row["redirect_uri"]:
            return token_refusal(400, f"Invalid redirect: {form.get('redirect_uri', '')}", "invalid_request")
        state.database.run("UPDATE codes SET used = 1 WHERE code = ?", code)
        if not _verifier_fits(row["challenge"], row["challenge_method"], form.get("code_verifier", "")):
            return _invalid_code(code)
        user = user_by_id(state, row["user_id"])
        call.who = user["email"] if user else ""
        return _token_answer(state, begin_grant(state, row["user_id"], row["scopes"]))


def _refresh(state: ZoomState, call: Call, form: dict[str, str]) -> Answer:
    token = form.get("refresh_token", "")
    grant = grant_of(state, token, "refresh")
    call.who = grant["email"] if grant else ""
    pair = rotate(state, token)
    return _token_answer(state, pair) if pair else _dead_token(state)


def _token_answer(state: ZoomState, pair: TokenPair) -> Answer:
    document = {
        "access_token": pair.access_token,
        "token_type": "bearer",
        "refresh_token": pair.refresh_token,
        "expires_in": max(state.settings.access_token_seconds - 1, 0),
        "scope": pair.scopes,
        "api_url": state.settings.api_url or state.base_url,
    }
    return json_answer(200, document, (("Cache-Control", "no-store"),))


def _is_our_app(state: ZoomState, call: Call) -> bool:
    scheme, _, encoded = call.exchange.headers.get("Authorization", "").partition(" ")
    try:
        credentials = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    ours = f"{state.app.client_id}:{state.app.client_secret}".encode()
    return scheme.lower() == "basic" and hmac.compare_digest(credentials, ours)


def _verifier_fits(challenge: str, method: str, verifier: str) -> bool:
    if not challenge:
        return True
    if method == "plain":
        return hmac.compare_digest(challenge.encode(), verifier.encode())
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(challenge.encode(), digest)


def _dead_token(state: ZoomState) -> Answer:
    return error_answer(_DEAD_TOKEN[state.settings.dead_refresh_form], "", state.now())


_DEAD_TOKEN = {
    "reason": "oauth_dead_token",
    "old": "oauth_dead_token_old",
    "minimal": "oauth_dead_token_minimal",
    "numeric": "oauth_4741",
}


def _invalid_code(code: str) -> Answer:
    return token_refusal(400, f"Invalid authorization code {code}".rstrip(), "invalid_grant")


def _invalid_client(state: ZoomState) -> Answer:
    return token_refusal(state.settings.wrong_client_status, "Invalid client_id or client_secret", "invalid_client")
