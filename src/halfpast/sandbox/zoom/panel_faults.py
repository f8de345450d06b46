"""The page of faults: what is waiting, and forms to add one."""

from __future__ import annotations

import json
from collections.abc import Mapping

from halfpast.sandbox.pages import Html, fill, table
from halfpast.sandbox.zoom.error_rows import ErrorRow
from halfpast.sandbox.zoom.errors import ERRORS
from halfpast.sandbox.zoom.faults import KINDS, BadFault, waiting_faults
from halfpast.sandbox.zoom.state import ZoomState


def faults_page(state: ZoomState) -> Html:
    rows = [
        [fault["match"]["method"], fault["match"]["path"], json.dumps(fault["fault"]), fault["times"]]  # type: ignore[index]
        for fault in waiting_faults(state)
    ]
    known = [[row.name, row.status, _body_in_words(row)] for row in ERRORS.values()]
    return fill(
        _FAULTS,
        waiting=table(("Method", "Path begins with", "Fault", "Times left"), rows, "Everything works."),
        kinds=[fill('<option value="$kind">$kind</option>', kind=kind) for kind in KINDS if kind != "error"],
        names=[fill('<option value="$name">$name</option>', name=name) for name in ERRORS],
        known=table(("Name", "HTTP", "Body"), known, ""),
    )


def fault_from(form: Mapping[str, str]) -> dict[str, object]:
    try:
        more = json.loads(form.get("parameters") or "{}")
        times = int(form.get("times") or 1)
    except ValueError:
        raise BadFault("parameters should be a JSON object and times a number") from None
    if not isinstance(more, dict):
        raise BadFault("parameters should be a JSON object")
    if form.get("name"):
        more = {"name": form["name"], **more}
    match = {"method": form.get("method") or "*", "path": form.get("path") or "/"}
    return {"match": match, "fault": {"kind": form.get("kind", ""), **more}, "times": times}


def _body_in_words(row: ErrorRow) -> str:
    if isinstance(row.body, str):
        return f"{row.content_type}, {len(row.body)} bytes" if row.body else "empty"
    told = [str(value) for name, value in row.body.items() if name in _TELLING and value]
    return ", ".join(told)


_TELLING = ("code", "message", "error_message", "reason", "error", "errorCode", "errorMessage")

_FAULTS = """<h1>Faults</h1><section class="card"><h2>Waiting</h2>$waiting
<form method="post" action="/faults/clear"><p><button class="plain">Clear all</button></p></form></section>
<section class="card"><h2>Answer with one of Zoom's errors</h2>
<form method="post" action="/faults"><input type="hidden" name="kind" value="error"><div class="row">
<div><label for="error-method">Method</label><input id="error-method" name="method" value="*"></div>
<div><label for="error-path">Path begins with</label><input id="error-path" name="path" value="/v2/"></div>
<div><label for="name">Error</label><select id="name" name="name">$names</select></div>
<div><label for="error-times">Times</label><input id="error-times" name="times" type="number" min="1" value="1"></div>
</div><button>Add the error</button></form>
<p class="quiet">Names that begin with oauth_ belong to /oauth/token.</p>
<details><summary>All of them</summary>$known</details></section>
<section class="card"><h2>Let something else go wrong</h2><form method="post" action="/faults"><div class="row">
<div><label for="method">Method</label><input id="method" name="method" value="*"></div>
<div><label for="path">Path begins with</label><input id="path" name="path" value="/v2/users/me/meetings"></div>
<div><label for="kind">Kind</label><select id="kind" name="kind">$kinds</select></div>
<div><label for="times">Times</label><input id="times" name="times" type="number" min="1" value="1"></div></div>
<label for="parameters">Parameters <small>JSON, such as {"seconds": 5}</small></label>
<input id="parameters" name="parameters" value="{}"><button>Add the fault</button></form></section>"""
