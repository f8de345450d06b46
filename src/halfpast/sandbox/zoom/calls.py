"""One call to the simulated vendor, and the answers in Zoom's words."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from halfpast.sandbox.http_server import Answer, Exchange, json_answer


@dataclass
class Call:
    """Handlers note here, for the ledger, who called and what about."""

    exchange: Exchange
    who: str = ""
    note: str = ""
    meeting_id: int | None = None


@dataclass(eq=False)
class ZoomRefusal(Exception):
    """Raised by a handler; becomes the answer `{"code": …, "message": …}`."""

    status: int
    code: int
    message: str
    errors: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    category: str = "Light"

    def answer(self) -> Answer:
        document: dict[str, object] = {"code": self.code, "message": self.message}
        if self.errors:
            document["errors"] = [{"field": field, "message": message} for field, message in self.errors]
        return json_answer(self.status, document, (*api_headers(self.category), *self.headers))


def api_answer(status: int, document: object, category: str = "Light") -> Answer:
    return json_answer(status, document, api_headers(category))


def no_content() -> Answer:
    return Answer(204, b"", api_headers("Light"))


def api_headers(category: str) -> tuple[tuple[str, str], ...]:
    tracking = f"v=2.0;clid=us06;rid=WEB_{secrets.token_hex(16)}"
    return (("X-RateLimit-Category", category), ("x-zm-trackingid", tracking))


def token_refusal(status: int, reason: str, error: str) -> Answer:
    return json_answer(status, {"reason": reason, "error": error})


def meeting_missing(meeting_id: int | str) -> ZoomRefusal:
    return ZoomRefusal(404, 3001, f"Meeting does not exist: {meeting_id}.")
