"""Carries out one fault on one connection."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from halfpast.sandbox.http_server import Answer, Exchange, json_answer
from halfpast.sandbox.zoom.errors import error_answer
from halfpast.sandbox.zoom.faults import Fault

GARBAGE = b"<?xml version='1.0'?><oops>\x00\xff not what you asked for"
DRIPS = 50


@dataclass(frozen=True)
class Misbehaving:
    """`apply` acts as the vendor would and answers what it would say; `stopping` ends every wait; `retry_after` is a
    form of that header."""

    exchange: Exchange
    fault: Fault
    apply: Callable[[], Answer]
    stopping: threading.Event
    now: datetime
    retry_after: str = "instant"

    def run(self) -> int | None:
        """Answers the status sent, None when none was."""
        status: int | None = getattr(self, f"_{self.fault['kind']}")()
        return status

    def _pass(self) -> int:
        return self._send(self.apply())

    def _refuse(self) -> None:
        self.exchange.reset()

    def _hang(self) -> None:
        self._apply_if_asked(default=False)
        self._wait()
        self.exchange.hang_up()

    def _delay(self) -> int:
        self._wait()
        return self._send(self.apply())

    def _drop_before(self) -> None:
        _ = self.exchange.body
        self.exchange.hang_up()

    def _drop_after(self) -> None:
        self.apply()
        self.exchange.hang_up()

    def _late(self) -> None:
        _ = self.exchange.body
        self.exchange.hang_up()
        threading.Thread(target=self._apply_later, daemon=True).start()

    def _status(self) -> int:
        self._apply_if_asked(default=False)
        status, body = int(str(self.fault.get("status", 500))), self.fault.get("body", "")
        headers = self.fault.get("headers")
        extra = tuple((str(n), str(v)) for n, v in headers.items()) if isinstance(headers, dict) else ()
        if isinstance(body, str):
            return self._send(Answer(status, body.encode(), (("Content-Type", "text/html"), *extra)))
        return self._send(json_answer(status, body, extra))

    def _error(self) -> int:
        """One of Zoom's own errors; what it hides may have been applied."""
        self._apply_if_asked(default=False)
        return self._send(self._error_named(str(self.fault["name"])))

    def _rate_second(self) -> int:
        return self._send(self._error_named("rate_second"))

    def _rate_day(self) -> int:
        """`scope` host: the create and update cap, without helpful headers; account: with a time to come back."""
        scope = "host" if self.fault.get("scope", "host") == "host" else "account"
        return self._send(self._error_named(f"rate_day_{scope}"))

    def _garbage(self) -> int:
        answer = self._apply_if_asked(default=True)
        # A 204 has no body to spoil.
        status = answer.status if answer and answer.status != 204 else 200
        return self._send(Answer(status, GARBAGE, (("Content-Type", "application/json"),)))

    def _truncated(self) -> int:
        answer = self._apply_if_asked(default=True) or json_answer(200, {"id": 81234567890, "topic": "Never made"})
        _ = self.exchange.body
        data = answer.encoded()
        # A head cut in two where there is no body to cut, as with 204.
        missing = max(len(answer.body) // 2, 1) if answer.body else 10
        self.exchange.send_bytes(data[:-missing])
        self.exchange.hang_up()
        return answer.status

    def _slow_drip(self) -> int:
        answer = self.apply()
        data = answer.encoded()
        size = max(len(data) // DRIPS, 1)
        for start in range(0, len(data), size):
            self.exchange.send_bytes(data[start : start + size])
            if self.stopping.wait(self._seconds() / DRIPS):
                break
        return answer.status

    def _wrong_id(self) -> int:
        answer = self.apply()
        document = json.loads(answer.body) if answer.body else None
        if isinstance(document, dict) and isinstance(document.get("id"), int):
            right, wrong = str(document["id"]), str(document["id"] + 1)
            answer = replace(answer, body=answer.body.replace(right.encode(), wrong.encode()))
        return self._send(answer)

    def _redirect(self) -> int:
        """By default to this server under another host name, where clients drop their Authorization."""
        port = self.exchange.headers.get("Host", "").rpartition(":")[2]
        location = str(self.fault.get("location", f"http://localhost:{port}{self.exchange.path}"))
        status = int(str(self.fault.get("status", 307)))
        return self._send(Answer(status, b"", (("Location", location),)))

    def _send(self, answer: Answer) -> int:
        self.exchange.send(answer)
        return answer.status

    def _apply_if_asked(self, *, default: bool) -> Answer | None:
        return self.apply() if self.fault.get("applied", default) else None

    def _apply_later(self) -> None:
        if not self._wait():
            self.apply()

    def _wait(self) -> bool:
        return self.stopping.wait(self._seconds())

    def _seconds(self) -> float:
        return float(str(self.fault.get("seconds", 30)))

    def _error_named(self, name: str) -> Answer:
        scopes, form = str(self.fault.get("scopes", "")), str(self.fault.get("retry_after", self.retry_after))
        return error_answer(name, self.exchange.path, self.now, scopes=scopes, retry_after=form)
