"""The whole simulated Zoom as one HTTP application: vendor paths with ledger and faults, control and panel without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime

from halfpast.sandbox.http_server import Answer, Exchange, json_answer
from halfpast.sandbox.zoom.api import answer_api_call
from halfpast.sandbox.zoom.authorize import answer_consent, show_consent
from halfpast.sandbox.zoom.calls import Call
from halfpast.sandbox.zoom.control import Control
from halfpast.sandbox.zoom.faults import take_fault
from halfpast.sandbox.zoom.ledger import open_entry
from halfpast.sandbox.zoom.misbehaviour import Misbehaving
from halfpast.sandbox.zoom.panel import Panel
from halfpast.sandbox.zoom.rooms import show_room
from halfpast.sandbox.zoom.state import ZoomState
from halfpast.sandbox.zoom.tokens import exchange_token, revoke

VENDOR_PATHS = ("/oauth/", "/v2/", "/j/", "/s/")

Handler = Callable[[ZoomState, Call], Answer]


class ZoomSite:
    def __init__(self, state: ZoomState) -> None:
        self.state = state
        self.go_down: Callable[[float], None] = _stay_up
        self._control = Control(state)
        self._panel = Panel(state)

    def serve(self, exchange: Exchange) -> None:
        if exchange.path.startswith(VENDOR_PATHS):
            self._serve_as_vendor(exchange)
        elif (exchange.method, exchange.path) == ("POST", "/_sandbox/down"):
            self._go_down(exchange)
        elif exchange.path.startswith("/_sandbox/"):
            exchange.send(self._control.answer(exchange))
        else:
            exchange.send(self._panel.answer(exchange))

    def close(self) -> None:
        self.state.stopping.set()

    def _go_down(self, exchange: Exchange) -> None:
        seconds = (exchange.json_object or {}).get("seconds", 5)
        exchange.send(Answer(202))
        self.go_down(float(seconds) if isinstance(seconds, int | float) else 5)

    def _serve_as_vendor(self, exchange: Exchange) -> None:
        fault = take_fault(self.state, exchange.method, exchange.path)
        call = Call(exchange)
        entry = open_entry(self.state, call, str(fault["kind"]) if fault else "")

        def apply() -> Answer:
            answer = _dated(_vendor_answer(self.state, call), self.state.now())
            entry.note_applied(call, answer.status)
            return answer

        if fault is None:
            # Closed before it is sent: who has the answer finds the call in the ledger, complete.
            answer = apply()
            entry.close(answer.status)
            exchange.send(answer)
        else:
            form = self.state.settings.retry_after_form
            entry.close(Misbehaving(exchange, fault, apply, self.state.stopping, self.state.now(), form).run())


def _stay_up(seconds: float) -> None:
    """Until the server that can go down is known."""


def _vendor_answer(state: ZoomState, call: Call) -> Answer:
    method, path = call.exchange.method, call.exchange.path
    if path.startswith("/v2/"):
        return answer_api_call(state, call)
    if method in ("GET", "HEAD") and path.startswith(("/j/", "/s/")):
        return show_room(state, call)
    handler = _OAUTH.get((method, path))
    return handler(state, call) if handler else json_answer(404, {"reason": "Not found", "error": "not_found"})


_OAUTH: dict[tuple[str, str], Handler] = {
    ("GET", "/oauth/authorize"): show_consent,
    ("POST", "/oauth/authorize"): answer_consent,
    ("POST", "/oauth/token"): exchange_token,
    ("POST", "/oauth/revoke"): revoke,
}


def _dated(answer: Answer, now: datetime) -> Answer:
    """Zoom's servers say what time it is there."""
    return replace(answer, headers=(*answer.headers, ("Date", format_datetime(now, usegmt=True))))
