"""The page of calls."""

from __future__ import annotations

from halfpast.sandbox.pages import Html, fill, table
from halfpast.sandbox.zoom.ledger import entries
from halfpast.sandbox.zoom.state import ZoomState

SHOWN_CALLS = "200"


def calls_page(state: ZoomState) -> Html:
    calls = entries(state, {"limit": SHOWN_CALLS})[::-1]
    headings = ("Time (UTC)", "Call", "Who", "Status", "Applied", "Fault", "Note", "ms")
    return fill(_CALLS, content=table(headings, [_call_row(call) for call in calls], "No calls yet."))


def _call_row(call: dict[str, object]) -> list[object]:
    path = f"{call['method']} {call['path']}" + (f"?{call['query']}" if call["query"] else "")
    status = call["status"] if call["status"] is not None else "none sent"
    return [
        str(call["time"])[11:23],
        path,
        call["who"],
        status,
        "yes" if call["applied"] else "no",
        call["fault"],
        call["note"],
        call["took_ms"],
    ]


_CALLS = """<h1>Calls</h1><p class="quiet">The newest first, and as JSON at
<a href="/_sandbox/ledger">/_sandbox/ledger</a>.</p><div class="card">$content</div>"""
