"""The consent page at /oauth/authorize."""

from __future__ import annotations

from urllib.parse import urlencode

from halfpast.sandbox.http_server import Answer, json_answer
from halfpast.sandbox.pages import Html, fill, page
from halfpast.sandbox.zoom.calls import Call
from halfpast.sandbox.zoom.grants import Consent, issue_code, user_with_email
from halfpast.sandbox.zoom.state import ZoomState

DEFAULT_EMAIL = "demo.host@example.com"

SCOPES_IN_WORDS = {
    "meeting:write:meeting": "Create meetings",
    "meeting:update:meeting": "Change meetings",
    "meeting:delete:meeting": "Delete meetings",
    "meeting:read:meeting": "See a meeting",
    "meeting:read:list_meetings": "See your list of meetings",
    "user:read:user": "See your profile",
}


def show_consent(state: ZoomState, call: Call) -> Answer:
    problem = _problem_with(state, call.exchange.query)
    if problem is not None:
        return problem
    scopes = state.settings.granted_scopes.split()
    content = fill(
        _CONSENT,
        action=f"/oauth/authorize?{call.exchange.raw_query}",
        email=_last_email(state),
        known=_known_users(state),
        app=state.app.client_id,
        scopes=[
            fill("<li>$words <span class='quiet'>$scope</span></li>", words=SCOPES_IN_WORDS.get(s, s), scope=s)
            for s in scopes
        ],
    )
    return page("Authorize an app", content, brand="Simulated Zoom")


def answer_consent(state: ZoomState, call: Call) -> Answer:
    """Query and form are read alike, so a script may post everything in one form."""
    asked = {**call.exchange.query, **call.exchange.form}
    problem = _problem_with(state, asked)
    if problem is not None:
        return problem
    if asked.get("choice") != "allow":
        call.note = "declined"
        return _back(asked, {"error": "access_denied", "error_description": "The user declined."})
    email = asked.get("email") or DEFAULT_EMAIL
    if "@" not in email.strip("@ ") or len(email) > 254:
        return json_answer(
            400, {"status": False, "errorCode": 1001, "errorMessage": "Enter an e-mail.", "result": None}
        )
    user = user_with_email(state, email)
    call.who = user["email"]
    method = asked.get("code_challenge_method") or "plain"
    consent = Consent(user["id"], asked["redirect_uri"], asked.get("code_challenge", ""), method)
    return _back(asked, {"code": issue_code(state, consent)})


def _problem_with(state: ZoomState, asked: dict[str, str]) -> Answer | None:
    """Zoom shows these to the user; a bad redirect is never sent back to the app."""
    redirect_uri = asked.get("redirect_uri", "")
    if asked.get("client_id") != state.app.client_id:
        return _shown_error(4702, f"Invalid client_id: {asked.get('client_id', '')}")
    if redirect_uri not in state.app.redirect_uris:
        return _shown_error(4700, f"Invalid redirect: {redirect_uri}")
    if asked.get("response_type") != "code":
        return _shown_error(4706, f"Invalid response_type: {asked.get('response_type', '')}")
    if asked.get("code_challenge_method", "S256") not in ("S256", "plain"):
        return _shown_error(4700, "Invalid code_challenge_method")
    return None


def _shown_error(code: int, message: str) -> Answer:
    return json_answer(400, {"status": False, "errorCode": code, "errorMessage": message, "result": None})


def _back(asked: dict[str, str], result: dict[str, str]) -> Answer:
    if "state" in asked:
        result["state"] = asked["state"]
    uri = asked["redirect_uri"]
    location = uri + ("&" if "?" in uri else "?") + urlencode(result)
    return Answer(302, b"", (("Location", location), ("Cache-Control", "no-store")))


def _known_users(state: ZoomState) -> list[Html]:
    rows = state.database.rows("SELECT email FROM users ORDER BY email")
    return [fill('<option value="$email"></option>', email=row["email"]) for row in rows]


def _last_email(state: ZoomState) -> str:
    found = state.database.row("SELECT email FROM users ORDER BY created_at DESC LIMIT 1")
    return found["email"] if found else DEFAULT_EMAIL


_CONSENT = """<div class="card narrow"><h1>Allow this app to use your Zoom account?</h1>
<p class="quiet">App: $app</p>
<p>It will be able to:</p><ul>$scopes</ul>
<form method="post" action="$action">
<label for="email">Zoom user <small>any address: an unknown user is made</small></label>
<input id="email" name="email" type="email" value="$email" list="known" required><datalist id="known">$known</datalist>
<div class="row"><button name="choice" value="allow">Allow</button>
<button class="plain" name="choice" value="decline" formnovalidate>Decline</button></div>
</form></div>"""
