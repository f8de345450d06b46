"""Takes a stored mail apart into what people and tests look at."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass(frozen=True)
class CalendarPart:
    method: str
    filename: str
    attachment: bool
    text: str


@dataclass(frozen=True)
class Attachment:
    number: int
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    id: int
    time: datetime
    envelope_from: str
    recipients: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    calendars: tuple[CalendarPart, ...]
    attachments: tuple[Attachment, ...]
    raw: bytes

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name), "")


def read_mail(row: sqlite3.Row) -> Mail:
    message = message_from_bytes(row["raw"], _class=EmailMessage, policy=default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return Mail(
        id=row["id"],
        time=datetime.fromtimestamp(row["time"], UTC),
        envelope_from=row["sender"],
        recipients=tuple(row["recipients"].split("\n")),
        headers=_headers(message),
        text=_body(leaves, "text/plain"),
        html=_body(leaves, "text/html"),
        calendars=tuple(_calendar(part) for part in leaves if part.get_content_type() in _CALENDAR_TYPES),
        attachments=tuple(_attachment(n, part) for n, part in enumerate(leaves) if _is_attached(part)),
        raw=row["raw"],
    )


def as_json(mail: Mail) -> dict[str, object]:
    return {
        "id": mail.id,
        "time": mail.time.isoformat(),
        "to": list(mail.recipients),
        "from": mail.header("from"),
        "envelope_from": mail.envelope_from,
        "subject": mail.header("subject"),
        "message_id": mail.header("message-id"),
        "text": mail.text,
        "html": mail.html,
        "ics": [vars(part) for part in mail.calendars],
        "headers": [list(pair) for pair in mail.headers],
        "attachments": [
            {"number": part.number, "filename": part.filename, "content_type": part.content_type}
            for part in mail.attachments
        ],
        "raw": mail.raw.decode("utf-8", "replace"),
    }


_CALENDAR_TYPES = ("text/calendar", "application/ics")


def _headers(message: EmailMessage) -> tuple[tuple[str, str], ...]:
    """A header too broken to be parsed is shown as it came."""
    try:
        return tuple((name, str(value)) for name, value in message.items())
    except Exception:  # noqa: BLE001 (the parser fails in many ways on hostile headers)
        return tuple((name, str(value)) for name, value in message.raw_items())


def _body(leaves: list[EmailMessage], content_type: str) -> str:
    found = [part for part in leaves if part.get_content_type() == content_type and not _is_attached(part)]
    return _text(found[0]) if found else ""


def _calendar(part: EmailMessage) -> CalendarPart:
    method = str(part.get_param("method", ""))
    return CalendarPart(method.upper(), part.get_filename() or "", _is_attached(part), _text(part))


def _attachment(number: int, part: EmailMessage) -> Attachment:
    filename = part.get_filename() or f"part-{number}"
    return Attachment(number, filename, part.get_content_type(), _bytes(part))


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _text(part: EmailMessage) -> str:
    try:
        return _bytes(part).decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return _bytes(part).decode("utf-8", "replace")


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
