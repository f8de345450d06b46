"""The first page: meetings, users and notices."""

from __future__ import annotations

from urllib.parse import urlencode

from halfpast.sandbox.pages import Html, fill, table
from halfpast.sandbox.zoom.control import told_meetings, told_users
from halfpast.sandbox.zoom.notices import past_notices
from halfpast.sandbox.zoom.state import ZoomState

PLANS = {1: "Basic", 2: "Licensed", 3: "On-premises", 4: "No meetings licence", 99: "None"}


def overview_page(state: ZoomState) -> Html:
    meetings = [_meeting_row(meeting) for meeting in reversed(told_meetings(state, {}))]
    users = [_user_row(user) for user in told_users(state)]
    notices = [[notice["time"], notice["event"], notice["status"], notice["outcome"]] for notice in past_notices(state)]
    return fill(
        _OVERVIEW,
        meetings=table(("Topic", "Start (UTC)", "Minutes", "Host", "State"), meetings, "No meetings yet."),
        users=table(("E-mail", "Plan", "App", "Scopes", ""), users, "Nobody has connected the app yet."),
        notices=table(("Sent", "Event", "Answer", "Outcome"), notices[::-1][:20], "None sent yet."),
        from_marketplace=_from_marketplace(state),
    )


def _from_marketplace(state: ZoomState) -> Html:
    """Zoom's own "Add App" reaches the product without its state."""
    if not state.app.redirect_uris:
        return Html("")
    query = {
        "response_type": "code",
        "client_id": state.app.client_id,
        "redirect_uri": state.app.redirect_uris[0],
    }
    return fill(
        '<a href="/oauth/authorize?$query">Add the app from the Marketplace</a>, which sends no state',
        query=urlencode(query),
    )


def _meeting_row(meeting: dict[str, object]) -> list[object]:
    live = meeting["state"] == "live"
    topic = fill('<a href="$url">$topic</a>', url=meeting["join_url"], topic=meeting.get("topic", "Zoom Meeting"))
    state = fill('<span class="$tone">$state</span>', tone="good" if live else "quiet", state=meeting["state"])
    return [topic, meeting["start_time"], meeting.get("duration", 60), meeting["host_email"], state]


def _user_row(user: dict[str, object]) -> list[object]:
    address = fill('<a href="/users/$id">$email</a>', id=user["id"], email=user["email"])
    plan = PLANS.get(int(str(user["plan_type"])), "")
    if not user["app_installed"]:
        return [address, plan, "removed or never added", "", ""]
    button = fill(
        '<form method="post" action="/remove-app"><input type="hidden" name="user" value="$id">'
        '<button class="plain">Remove the app</button></form>',
        id=user["id"],
    )
    scopes = user["scopes"]
    return [
        address,
        plan,
        fill('<span class="good">$word</span>', word="added"),
        " ".join(scopes) if isinstance(scopes, list) else "",
        button,
    ]


_OVERVIEW = """<h1>Simulated Zoom</h1>
<section class="card"><h2>Meetings</h2>$meetings</section>
<section class="card"><h2>Users</h2>$users<p>$from_marketplace</p></section>
<section class="card"><h2>Notices to the product</h2>$notices
<div class="row"><form method="post" action="/validate-url"><button class="plain">Validate the URL</button></form>
<form method="post" action="/reset"><button class="plain">Forget everything</button></form></div></section>"""
