from __future__ import annotations

import base64
import hashlib
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from halfpast.sandbox.servers import RunningMailbox, RunningZoom, start_mailbox, start_zoom
from halfpast.sandbox.zoom.state import RegisteredApp

REDIRECT_URI = "http://127.0.0.1:9/auth/zoom/video/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


class ZoomCaller:
    """Calls the simulated Zoom as the product would."""

    def __init__(self, running: RunningZoom) -> None:
        self.running = running
        self.app = running.state.app
        self.http = httpx.Client(base_url=running.url, timeout=5, verify=False)

    def asked(self, **changes: str) -> dict[str, str]:
        asked = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": REDIRECT_URI,
            "state": "opaque",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return {**asked, **changes}

    def consent(self, email: str = "demo.host@example.com", choice: str = "allow") -> dict[str, str]:
        """Answers what the redirect brings back to the app."""
        answer = self.http.post("/oauth/authorize", params=self.asked(), data={"email": email, "choice": choice})
        assert answer.status_code == 302
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def token(self, **form: str) -> httpx.Response:
        return self.http.post("/oauth/token", data=form, auth=(self.app.client_id, self.app.client_secret))

    def exchange(self, code: str, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": VERIFIER,
        }
        return self.token(**{**form, **changes})

    def refresh(self, refresh_token: str) -> httpx.Response:
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def revoke(self, access_token: str) -> httpx.Response:
        return self.http.post(
            "/oauth/revoke", data={"token": access_token}, auth=(self.app.client_id, self.app.client_secret)
        )

    def connect(self, email: str = "demo.host@example.com") -> Host:
        return Host(self, self.exchange(self.consent(email)["code"]).json())

    def control(self, method: str, path: str, json: object = None) -> Any:
        answer = self.http.request(method, f"/_sandbox/{path}", json=json)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def told(self, path: str) -> list[dict[str, Any]]:
        """The list at this path of the control API."""
        return list(self.control("GET", path)[path.partition("?")[0]])

    def set(self, **settings: object) -> None:
        self.control("POST", "settings", settings)

    def fault(self, kind: str, method: str = "POST", path: str = "/v2/", **parameters: object) -> None:
        fault = {"kind": kind, **parameters}
        self.control("POST", "faults", {"match": {"method": method, "path": path}, "fault": fault})

    def live_meetings(self) -> list[dict[str, Any]]:
        return self.told("meetings?state=live")


class Host:
    """A Zoom user's grant in use."""

    def __init__(self, zoom: ZoomCaller, grant: dict[str, Any]) -> None:
        self.zoom, self.grant = zoom, grant

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.grant['access_token']}"}
        return self.zoom.http.request(method, f"/v2{path}", headers=headers, **options)

    def create(self, **fields: object) -> httpx.Response:
        body = {"topic": "Talk", "type": 2, "start_time": "2031-03-03T10:00:00Z", "duration": 30, **fields}
        return self.call("POST", "/users/me/meetings", json=body)

    def listed(self, **params: object) -> dict[str, Any]:
        return dict(self.call("GET", "/users/me/meetings", params=params).json())


class Letterbox:
    """Sends to the mailbox's SMTP port and reads what it kept."""

    def __init__(self, running: RunningMailbox) -> None:
        self.running = running
        self.http = httpx.Client(base_url=running.url, timeout=5, verify=False)

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self.running.smtp_host, self.running.smtp_port, timeout=5) as client:
            client.send_message(message)

    def kept(self, query: str = "") -> list[dict[str, Any]]:
        return list(self.http.get(f"/_mailbox/messages{query}").json()["messages"])

    def fault(self, kind: str, **parameters: object) -> None:
        assert self.http.post("/_mailbox/faults", json={"kind": kind, **parameters}).status_code == 201


@pytest.fixture
def zoom() -> Iterator[ZoomCaller]:
    running = start_zoom(RegisteredApp(redirect_uris=(REDIRECT_URI,)))
    caller = ZoomCaller(running)
    yield caller
    caller.http.close()
    running.close()


@pytest.fixture
def host(zoom: ZoomCaller) -> Host:
    return zoom.connect()


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    running = start_mailbox()
    box = Letterbox(running)
    yield box
    box.http.close()
    running.close()


@pytest.fixture
def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Halfpast <noreply@example.com>"
    message["To"] = "Ada <ada@example.com>"
    message["Subject"] = "Confirmed: talk with Grüße"
    message["Message-ID"] = "<one@example.com>"
    message.set_content("Plain words")
    message.add_alternative("<p>Rich words</p><script>alert(1)</script>", subtype="html")
    message.add_alternative(INVITATION, subtype="calendar", params={"method": "REQUEST"})
    message.add_attachment(INVITATION.encode(), maintype="text", subtype="calendar", filename="invite.ics")
    return message


INVITATION = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:booking-1@example.com",
        "SEQUENCE:2",
        "DTSTAMP:20310301T000000Z",
        "DTSTART:20310303T100000Z",
        "DTEND:20310303T103000Z",
        "SUMMARY:Talk <b>",
        "LOCATION:https://zoom.example/j/1",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)
