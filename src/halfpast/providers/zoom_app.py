"""The operator's Zoom app: OAuth 2.0 for one user, https://developers.zoom.us/docs/integrations/oauth/"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from halfpast.providers.client import Answer, VendorClient
from halfpast.providers.errors import ReconnectNeeded, Refused, TokenRejected, TryLater
from halfpast.providers.json_objects import text, whole_number
from halfpast.providers.oauth import TokenGrant
from halfpast.providers.zoom_failures import raise_failure, unreadable
from halfpast.providers.zoom_probe import Probe, read_probe
from halfpast.providers.zoom_token_failures import NOT_RENEWED, raise_token_failure

DEFAULT_API_URL = "https://api.zoom.us"
USUAL_LIFETIME = timedelta(hours=1)
# Shorter than other calls: whoever refreshes holds up everyone who waits for the new token.
TOKEN_SECONDS = 8.0
NOBODYS = "halfpast-asks-whether-it-is-known"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class ZoomProfile:
    """`plan_type`: 1 Basic, 2 Licensed, 4 without a meetings licence, 0 unknown; the other fields may be empty."""

    user_id: str
    account_id: str
    email: str
    plan_type: int
    time_zone: str
    display_name: str


@dataclass(frozen=True)
class ZoomApp:
    """`api_url` is the operator's; when set it beats whatever region a token answer names."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str = "https://zoom.us"
    api_url: str = ""
    client: VendorClient = field(default_factory=lambda: VendorClient("Zoom"), repr=False, compare=False, kw_only=True)
    clock: Callable[[], datetime] = field(default=utc_now, repr=False, compare=False, kw_only=True)

    def authorize_url(self, redirect_uri: str, state: str, challenge: str) -> str:
        """Without a scope parameter: the scopes are the app's."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._oauth('authorize')}?{urlencode(query)}"

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> TokenGrant:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        try:
            return self._grant(form)
        except ReconnectNeeded:
            raise Refused("Zoom did not accept the sign-in code. Start connecting Zoom again.") from None

    def refresh(self, refresh_token: str) -> TokenGrant:
        """Keeps the grant on every failure but ReconnectNeeded: a lost answer may be asked for again."""
        try:
            return self._grant({"grant_type": "refresh_token", "refresh_token": refresh_token})
        except Refused:
            # What it says is about signing in, and nobody signs in here.
            raise TryLater(NOT_RENEWED) from None

    def probe(self) -> Probe:
        """Whether Zoom knows this id and secret, asked with a token that cannot exist. Raises TryLater."""
        form = {"grant_type": "refresh_token", "refresh_token": NOBODYS}
        return read_probe(self._post("token", form), self.clock())

    def revoke(self, access_token: str) -> None:
        """Kills both tokens; raises TokenRejected when the access token has expired and must be refreshed first."""
        answer = self._post("revoke", {"token": access_token})
        try:
            raise_token_failure(answer, "POST oauth/revoke", self.clock())
        except ReconnectNeeded as dead:
            raise TokenRejected(dead.reason) from None

    def profile(self, access_token: str, api_url: str) -> ZoomProfile:
        headers = {"Authorization": f"Bearer {access_token}"}
        answer = self.client.conversation().ask("GET", f"{self.rest_url(api_url)}/users/me", headers=headers)
        raise_failure(answer, "GET /users/me", self.clock())
        fields = answer.fields or {}
        if not text(fields.get("id")):
            raise unreadable(answer, "GET /users/me")
        return _profile(fields)

    def rest_url(self, granted_api_url: str) -> str:
        origin = self.api_url.rstrip("/") or zoom_origin(granted_api_url) or DEFAULT_API_URL
        return f"{origin}/v2"

    def _grant(self, form: dict[str, str]) -> TokenGrant:
        answer = self._post("token", form)
        raise_token_failure(answer, "POST oauth/token", self.clock())
        return _token_grant(answer)

    def _post(self, path: str, form: dict[str, str]) -> Answer:
        pair = f"{self.client_id}:{self.client_secret}".encode()
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        return self.client.conversation(seconds=TOKEN_SECONDS).ask(
            "POST", self._oauth(path), headers=headers, data=form
        )

    def _oauth(self, path: str) -> str:
        return f"{self.base_url.rstrip('/')}/oauth/{path}"


def zoom_origin(api_url: str) -> str:
    """The region's origin when it is Zoom's, else nothing: it comes over the wire and tokens are sent there."""
    try:
        parts = urlsplit(api_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_zoom = host == "zoom.us" or host.endswith(".zoom.us")
    plain = re.fullmatch(r"[a-z0-9.-]+", host) and port in {None, 443} and "@" not in parts.netloc
    return f"https://{host}" if parts.scheme == "https" and is_zoom and plain else ""


def _token_grant(answer: Answer) -> TokenGrant:
    fields = answer.fields or {}
    access_token, refresh_token = text(fields.get("access_token")), text(fields.get("refresh_token"))
    if not access_token or not re.fullmatch(r"[\x21-\x7e]*", access_token + refresh_token):
        raise unreadable(answer, "POST oauth/token")
    return TokenGrant(
        access_token,
        refresh_token,
        expires_in=_lifetime(fields.get("expires_in")),
        scopes=frozenset(text(fields.get("scope")).replace(",", " ").split()),
        api_url=zoom_origin(text(fields.get("api_url"))),
    )


def _lifetime(value: object) -> timedelta:
    seconds = whole_number(value)
    return timedelta(seconds=seconds) if seconds is not None and 0 < seconds <= 86_400 else USUAL_LIFETIME


def _profile(fields: dict[str, Any]) -> ZoomProfile:
    full_name = f"{text(fields.get('first_name'))} {text(fields.get('last_name'))}".strip()
    return ZoomProfile(
        user_id=text(fields.get("id")),
        account_id=text(fields.get("account_id")),
        email=text(fields.get("email")),
        plan_type=whole_number(fields.get("type")) or 0,
        time_zone=text(fields.get("timezone")),
        display_name=text(fields.get("display_name")) or full_name,
    )
