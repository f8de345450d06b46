"""A host with a browser who may connect to the simulated Zoom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from django.test import Client

from halfpast.accounts.models import User
from halfpast.connections.models import Connection

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

CALLBACK = "/auth/zoom/video/callback"


@dataclass
class Browser:
    """One signed-in browser; Zoom's page is answered over HTTP as a person would."""

    user: User
    client: Client

    def press_connect(self) -> str:
        answer = self.client.post("/connections/zoom/connect")
        assert answer.status_code == 302
        return answer.headers["Location"]

    def allow(self, address: str, zoom_user: str = "dana@zoom.example") -> str:
        """The path and query at which Zoom sends the browser back to us."""
        answer = httpx.post(address, data={"email": zoom_user, "choice": "allow"})
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def connect(self, zoom_user: str = "dana@zoom.example") -> Answer:
        return self.client.get(self.allow(self.press_connect(), zoom_user))

    def page(self) -> str:
        return self.client.get("/app/integrations").content.decode()


def as_read(page: str) -> str:
    """A page's words, without its markup."""
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return re.sub(r" ([:.,])", r"\1", words)


def connection_of(user: User) -> Connection:
    return Connection.objects.get(user=user)
