"""The pages for people: what exists, what was called, what should go wrong next."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from halfpast.sandbox.http_server import Answer, Exchange, see_other
from halfpast.sandbox.pages import Html, fill, page, table
from halfpast.sandbox.zoom.control import change, told_meetings, told_users
from halfpast.sandbox.zoom.faults import KINDS, BadFault, add_fault, clear_faults, waiting_faults
from halfpast.sandbox.zoom.ledger import entries
from halfpast.sandbox.zoom.notices import challenge, past_notices, remove_app
from halfpast.sandbox.zoom.settings import BadSetting
from halfpast.sandbox.zoom.state import ZoomState

SHOWN_CALLS = "200"


@dataclass(frozen=True)
class Panel:
    state: ZoomState

    def answer(self, exchange: Exchange) -> Answer:
        match exchange.method, exchange.path:
            case (("GET" | "HEAD"), "/"):
                return self._page("Simulated Zoom", self._overview())
            case (("GET" | "HEAD"), "/faults"):
                return self._page("Faults", self._faults())
            case (("GET" | "HEAD"), "/calls"):
                return self._page("Calls", self._calls())
            case (("GET" | "HEAD"), "/settings"):
                return self._page("Settings", self._settings())
            case "POST", path:
                return self._act(exchange, path)
        return self._page("Not found", Html("<h1>Not found</h1>"), status=404)

    def _act(self, exchange: Exchange, path: str) -> Answer:
        try:
            return self._done(exchange, path)
        except (BadFault, BadSetting) as problem:
            content = fill('<h1>That did not work</h1><p class="bad">$problem</p>', problem=problem)
            return self._page("That did not work", content, status=400)

    def _done(self, exchange: Exchange, path: str) -> Answer:
        form = exchange.form
        match path:
            case "/remove-app":
                remove_app(self.state, form.get("user", ""), {})
            case "/validate-url":
                challenge(self.state, {})
            case "/reset":
                self.state.reset()
            case "/faults":
                add_fault(self.state, _fault_from(form))
                return see_other("/faults")
            case "/faults/clear":
                clear_faults(self.state)
                return see_other("/faults")
            case "/settings":
                flags = {
                    name: name in form
                    for name, value in asdict(self.state.settings).items()
                    if value in (True, False) and isinstance(value, bool)
                }
                change(self.state, {**form, **flags})
                return see_other("/settings")
            case _:
                return self._page("Not found", Html("<h1>Not found</h1>"), status=404)
        return see_other("/")

    def _page(self, title: str, content: Html, status: int = 200) -> Answer:
        links = [("/", "Overview"), ("/calls", "Calls"), ("/faults", "Faults"), ("/settings", "Settings")]
        if self.state.mailbox_url:
            links.append((self.state.mailbox_url, "Mailbox"))
        return page(title, content, links=links, brand="Simulated Zoom", status=status)

    def _overview(self) -> Html:
        meetings = [_meeting_row(meeting) for meeting in reversed(told_meetings(self.state, {}))]
        users = [_user_row(user) for user in told_users(self.state)]
        notices = [
            [notice["time"], notice["event"], notice["status"], notice["outcome"]]
            for notice in past_notices(self.state)
        ]
        return fill(
            _OVERVIEW,
            meetings=table(("Topic", "Start (UTC)", "Minutes", "Host", "State"), meetings, "No meetings yet."),
            users=table(("E-mail", "App", "Scopes", ""), users, "Nobody has connected the app yet."),
            notices=table(("Sent", "Event", "Answer", "Outcome"), notices[::-1][:20], "None sent yet."),
            from_marketplace=self._from_marketplace(),
        )

    def _from_marketplace(self) -> Html:
        """Zoom's own "Add App" reaches the product without its state."""
        if not self.state.app.redirect_uris:
            return Html("")
        query = {
            "response_type": "code",
            "client_id": self.state.app.client_id,
            "redirect_uri": self.state.app.redirect_uris[0],
        }
        return fill(
            '<a href="/oauth/authorize?$query">Add the app from here, without a state</a>', query=urlencode(query)
        )

    def _calls(self) -> Html:
        calls = entries(self.state, {"limit": SHOWN_CALLS})[::-1]
        headings = ("Time (UTC)", "Call", "Who", "Status", "Applied", "Fault", "Note", "ms")
        content = table(headings, [_call_row(call) for call in calls], "No calls yet.")
        return fill(
            '<h1>Calls</h1><p class="quiet">The newest first, and as JSON at '
            '<a href="/_sandbox/ledger">/_sandbox/ledger</a>.</p><div class="card">$content</div>',
            content=content,
        )

    def _faults(self) -> Html:
        rows = [
            [fault["match"]["method"], fault["match"]["path"], json.dumps(fault["fault"]), fault["times"]]  # type: ignore[index]
            for fault in waiting_faults(self.state)
        ]
        options = [fill('<option value="$kind">$kind</option>', kind=kind) for kind in KINDS]
        waiting = table(("Method", "Path begins with", "Fault", "Times left"), rows, "Everything works.")
        return fill(_FAULTS, waiting=waiting, options=options)

    def _settings(self) -> Html:
        app = self.state.app
        registration = {"redirect_uris": " ".join(app.redirect_uris), "deauthorize_url": app.deauthorize_url}
        inputs = [_setting(name, value) for name, value in {**asdict(self.state.settings), **registration}.items()]
        return fill(_SETTINGS, client_id=app.client_id, inputs=inputs)


def _fault_from(form: dict[str, str]) -> dict[str, object]:
    try:
        more = json.loads(form.get("parameters") or "{}")
        times = int(form.get("times") or 1)
    except ValueError:
        raise BadFault("parameters should be a JSON object and times a number") from None
    if not isinstance(more, dict):
        raise BadFault("parameters should be a JSON object")
    match = {"method": form.get("method") or "*", "path": form.get("path") or "/"}
    return {"match": match, "fault": {"kind": form.get("kind", ""), **more}, "times": times}


def _meeting_row(meeting: dict[str, object]) -> list[object]:
    live = meeting["state"] == "live"
    topic = fill('<a href="$url">$topic</a>', url=meeting["join_url"], topic=meeting.get("topic", "Zoom Meeting"))
    state = fill('<span class="$tone">$state</span>', tone="good" if live else "quiet", state=meeting["state"])
    return [topic, meeting["start_time"], meeting.get("duration", 60), meeting["host_email"], state]


def _user_row(user: dict[str, object]) -> list[object]:
    if not user["app_installed"]:
        return [user["email"], "removed or never added", "", ""]
    button = fill(
        '<form method="post" action="/remove-app"><input type="hidden" name="user" value="$id">'
        '<button class="plain">Remove the app</button></form>',
        id=user["id"],
    )
    scopes = user["scopes"]
    return [
        user["email"],
        fill('<span class="good">$word</span>', word="added"),
        " ".join(scopes) if isinstance(scopes, list) else "",
        button,
    ]


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


def _setting(name: str, value: object) -> Html:
    label = name.replace("_", " ").capitalize()
    if isinstance(value, bool):
        checked = Html(" checked") if value else Html("")
        return fill(
            '<p><label><input type="checkbox" name="$name" value="on"$checked>$label</label></p>',
            name=name,
            checked=checked,
            label=label,
        )
    return fill(
        '<label for="$name">$label</label><input id="$name" name="$name" value="$value">',
        name=name,
        label=label,
        value=value,
    )


_OVERVIEW = """<h1>Simulated Zoom</h1>
<section class="card"><h2>Meetings</h2>$meetings</section>
<section class="card"><h2>Users</h2>$users<p>$from_marketplace</p></section>
<section class="card"><h2>Notices to the product</h2>$notices
<div class="row"><form method="post" action="/validate-url"><button class="plain">Validate the URL</button></form>
<form method="post" action="/reset"><button class="plain">Forget everything</button></form></div></section>"""

_FAULTS = """<h1>Faults</h1><section class="card"><h2>Waiting</h2>$waiting
<form method="post" action="/faults/clear"><p><button class="plain">Clear all</button></p></form></section>
<section class="card"><h2>Add one</h2><form method="post" action="/faults"><div class="row">
<div><label for="method">Method</label><input id="method" name="method" value="*"></div>
<div><label for="path">Path begins with</label><input id="path" name="path" value="/v2/users/me/meetings"></div>
<div><label for="kind">Kind</label><select id="kind" name="kind">$options</select></div>
<div><label for="times">Times</label><input id="times" name="times" type="number" min="1" value="1"></div></div>
<label for="parameters">Parameters <small>JSON, such as {"seconds": 5}</small></label>
<input id="parameters" name="parameters" value="{}"><button>Add the fault</button></form></section>"""

_SETTINGS = """<h1>Settings</h1><section class="card"><p class="quiet">The app's client ID is $client_id.</p>
<form method="post" action="/settings">$inputs<button>Save</button></form></section>"""
