"""The consent page at /oauth/authorize."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from urllib.parse import urlencode

from halfpast.sandbox.http_server import Answer, json_answer
from halfpast.sandbox.pages import Html, fill, page
from halfpast.sandbox.zoom.calls import Call
from halfpast.sandbox.zoom.grants import Consent, issue_code
from halfpast.sandbox.zoom.state import ZoomState
from halfpast.sandbox.zoom.users import domain_of, user_with_email

DEFAULT_EMAIL = "demo.host@example.com"

SCOPES_IN_WORDS = {
    "meeting:write:meeting": "Create meetings",
    "meeting:update:meeting": "Change meetings",
    "meeting:delete:meeting": "Delete meetings",
    "meeting:read:meeting": "See a meeting",
    "meeting:read:list_meetings": "See your list of meetings",
    "user:read:user": "See your profile",
}
UNPUBLISHED = (
    "This app is not published. Only users of the account that developed it can add it. Sign in with such an account, "
    "or ask the app's developer to publish it."
)
NEEDS_APPROVAL = "Your account's administrator must pre-approve this app before you can add it. Ask the administrator."


def show_consent(state: ZoomState, call: Call) -> Answer:
    problem = _problem_with(state, call.exchange.query)
    if problem is not None:
        return problem
    content = fill(
        _CONSENT,
        action=f"/oauth/authorize?{call.exchange.raw_query}",
        email=_last_email(state),
        known=_known_users(state),
        app=state.app.client_id,
        scopes=[_scope_line(state, scope) for scope in state.settings.granted_scopes.split()],
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
        return _declined(state, asked)
    email = asked.get("email") or DEFAULT_EMAIL
    if "@" not in email.strip("@ ") or len(email) > 254:
        return _shown_error(1001, "Enter an e-mail.")
    user = user_with_email(state, email)
    call.who = user["email"]
    refusal = _why_not(state, user)
    if refusal:
        call.note = "not allowed to add the app"
        return _shown_refusal(refusal)
    method = asked.get("code_challenge_method") or "plain"
    scopes = _chosen_scopes(state, user, call.exchange.form)
    consent = Consent(user["id"], asked["redirect_uri"], asked.get("code_challenge", ""), method, scopes)
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


def _why_not(state: ZoomState, user: sqlite3.Row) -> str:
    """https://developers.zoom.us/docs/integrations/end-user-auth/"""
    if not state.settings.published and domain_of(user) != state.settings.developer_domain.lower():
        return UNPUBLISHED
    return NEEDS_APPROVAL if state.settings_of(user["id"]).admin_approval_required else ""


def _chosen_scopes(state: ZoomState, user: sqlite3.Row, form: Mapping[str, str]) -> str:
    """A script names what it grants in `scopes`; the page's boxes come as `scope.NAME`, told apart by `boxes`."""
    offered = state.settings_of(user["id"]).granted_scopes.split()
    if "scopes" in form:
        return " ".join(scope for scope in offered if scope in form["scopes"].replace(",", " ").split())
    optional = state.settings.optional_scopes.split() if "boxes" in form else []
    return " ".join(scope for scope in offered if scope not in optional or f"scope.{scope}" in form)


def _declined(state: ZoomState, asked: dict[str, str]) -> Answer:
    if state.settings.decline_answer == "nothing":
        return Answer(302, b"", (("Location", asked["redirect_uri"]), ("Cache-Control", "no-store")))
    return _back(asked, {"error": "access_denied", "error_description": "The user declined."})


def _shown_error(code: int, message: str) -> Answer:
    return json_answer(400, {"status": False, "errorCode": code, "errorMessage": message, "result": None})


def _shown_refusal(sentence: str) -> Answer:
    """Nobody is sent back to the app."""
    title = "You cannot authorize the app"
    content = fill('<div class="card narrow"><h1>$title</h1><p>$text</p></div>', title=title, text=sentence)
    return page(title, content, brand="Simulated Zoom", status=403)


def _back(asked: dict[str, str], result: dict[str, str]) -> Answer:
    if "state" in asked:
        result["state"] = asked["state"]
    uri = asked["redirect_uri"]
    location = uri + ("&" if "?" in uri else "?") + urlencode(result)
    return Answer(302, b"", (("Location", location), ("Cache-Control", "no-store")))


def _scope_line(state: ZoomState, scope: str) -> Html:
    template = "<li>$words <span class='quiet'>$scope</span></li>"
    if scope in state.settings.optional_scopes.split():
        template = (
            "<li><label><input type='checkbox' form='consent' name='scope.$scope' value='on' checked>$words "
            "<small>$scope, optional</small></label></li>"
        )
    return fill(template, words=SCOPES_IN_WORDS.get(scope, scope), scope=scope)


def _known_users(state: ZoomState) -> list[Html]:
    rows = state.database.rows("SELECT email FROM users ORDER BY email")
    return [fill('<option value="$email"></option>', email=row["email"]) for row in rows]


def _last_email(state: ZoomState) -> str:
    found = state.database.row("SELECT email FROM users ORDER BY created_at DESC LIMIT 1")
    return found["email"] if found else DEFAULT_EMAIL


_CONSENT = """<div class="card narrow"><h1>Allow this app to use your Zoom account?</h1>
<p class="quiet">App: $app</p>
<p>It will be able to:</p><ul>$scopes</ul>
<form method="post" action="$action" id="consent"><input type="hidden" name="boxes" value="on">
<label for="email">Zoom user <small>any address: an unknown user is made</small></label>
<input id="email" name="email" type="email" value="$email" list="known" required><datalist id="known">$known</datalist>
<div class="row"><button name="choice" value="allow">Allow</button>
<button class="plain" name="choice" value="decline" formnovalidate>Decline</button></div>
</form></div>"""
