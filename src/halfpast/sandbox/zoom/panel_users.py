"""The page of one user: what is set for this user alone."""

from __future__ import annotations

from collections.abc import Mapping

from halfpast.sandbox.pages import Html, fill
from halfpast.sandbox.zoom.panel_settings import select_field, text_field
from halfpast.sandbox.zoom.settings import PER_USER, SETTINGS
from halfpast.sandbox.zoom.state import ZoomState
from halfpast.sandbox.zoom.users import user_by_id


def user_page(state: ZoomState, user_id: str) -> Html | None:
    """None when there is no such user."""
    user = user_by_id(state, user_id)
    if user is None:
        return None
    own = state.own_settings(user_id)
    fields = [_field(name, own.get(name), getattr(state.settings, name)) for name in PER_USER]
    return fill(_USER, email=user["email"], id=user_id, account=user["account_id"], fields=fields)


def own_settings_from(form: Mapping[str, str]) -> dict[str, object]:
    """What is left empty is as for everybody; `""` is empty text of its own."""
    return {name: _value(name, text.strip()) for name, text in form.items()}


def _value(name: str, text: str) -> object:
    known: dict[str, object] = {"": None, '""': ""}
    if name in SETTINGS and isinstance(SETTINGS[name].default, bool):
        known |= {"true": True, "false": False}
    return known.get(text, text)


def _field(name: str, own: object, everybody: object) -> Html:
    metadata, shown = SETTINGS[name].metadata, _shown(own)
    choices = (True, False) if isinstance(everybody, bool) else metadata["choices"]
    if choices:
        options = [("", f"as everybody ({_shown(everybody)})"), *((_shown(each), _shown(each)) for each in choices)]
        return select_field(name, shown, options, metadata["hint"])
    return text_field(name, shown, f"{metadata['hint']}. As everybody: {everybody if everybody != '' else 'empty'}")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value) or '""'


_USER = """<h1>$email</h1><section class="card"><dl><dt>User id</dt><dd>$id</dd><dt>Account</dt><dd>$account</dd></dl>
</section><form method="post" action="/users/$id"><section class="card"><h2>For this user alone</h2>
<p class="quiet">What is left empty is as on the page of settings; two quotes ("") mean empty text.</p>$fields
<p><button>Save</button></p></section></form>"""
