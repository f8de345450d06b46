"""Sees all that an installation writes down or says: tables, logs, mails, pages, addresses; and finds secrets there."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import structlog
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client

from halfpast.web.logs import configure_logs


@dataclass
class Witness:
    """Each place by its name, and what stood there."""

    log: io.StringIO
    seen: list[tuple[str, str]] = field(default_factory=list)

    def browser(self) -> Client:
        return _WatchedClient(self)

    def look(self) -> None:
        """At what is written down now: a row that goes later must not have held a secret either."""
        self.seen += [(f"table {table}", rows) for table, rows in tables()]
        self.seen += [("a session", str(SessionStore().decode(row.session_data))) for row in Session.objects.all()]
        self.seen += [("a mail", words) for message in mail.outbox for words in _words_of(message)]

    def places_of(self, secret: str) -> set[str]:
        """Where it was seen, as it is or in a usual encoding."""
        forms = set(encodings(secret))
        everything = [*self.seen, ("the log", self.log.getvalue())]
        return {place for place, text in everything if any(form in text for form in forms)}


@contextmanager
def watching() -> Iterator[Witness]:
    """With logs as LOG_LEVEL=DEBUG makes them."""
    root = logging.getLogger()
    before, level, configuration = root.handlers[:], root.level, structlog.get_config()
    configure_logs("json", "DEBUG")
    log = io.StringIO()
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(log)
    try:
        yield Witness(log)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        # The very same lists: loggers that were used before hold on to them.
        structlog.configure(**configuration)


def tables() -> Iterator[tuple[str, str]]:
    """Every table of the database, as `COPY` writes it into a backup."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                yield table, b"".join(bytes(row) for row in rows).decode()


def encodings(secret: str) -> Iterator[str]:
    yield secret
    yield quote(secret, safe="")
    for shift in range(3):
        # Inside a longer text base64 depends on where the secret begins; what its neighbours share is cut off.
        encoded = base64.b64encode(bytes(shift) + secret.encode()).decode()
        kept = encoded[4 if shift else 0 : -4]
        yield from (kept, kept.translate(str.maketrans("+/", "-_")))


def _words_of(message: Any) -> Iterator[str]:
    whole = message.message()
    yield whole.as_string()
    for part in whole.walk():
        if not part.is_multipart():
            yield part.get_payload(decode=True).decode("utf-8", "replace")


class _WatchedClient(Client):
    """A browser whose every answer is kept, the failures too."""

    def __init__(self, witness: Witness) -> None:
        super().__init__(raise_request_exception=False)
        self.witness = witness

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        body = answer.getvalue()
        path = str(request.get("PATH_INFO"))
        self.witness.seen.append((f"the page {path}", f"{dict(answer.items())} {answer.cookies} {body.decode()}"))
        return answer
