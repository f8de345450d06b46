"""The page of settings, and the fields that it shares with the page of a user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from halfpast.sandbox.pages import Html, fill
from halfpast.sandbox.zoom.settings import SETTINGS
from halfpast.sandbox.zoom.state import ZoomState


def settings_page(state: ZoomState) -> Html:
    groups: dict[str, list[Html]] = {}
    for name, each in SETTINGS.items():
        field = setting_field(name, getattr(state.settings, name))
        groups.setdefault(each.metadata["group"], []).append(field)
    groups["The app"] = [
        text_field("redirect_uris", " ".join(state.app.redirect_uris), "with spaces between"),
        text_field("deauthorize_url", state.app.deauthorize_url, "where notices go"),
    ]
    sections = [
        fill('<section class="card"><h2>$title</h2>$fields</section>', title=title, fields=fields)
        for title, fields in groups.items()
    ]
    return fill(_SETTINGS, client_id=state.app.client_id, sections=sections)


def settings_from(form: Mapping[str, str]) -> dict[str, object]:
    """A box that is not ticked sends nothing."""
    flags = {name: name in form for name, each in SETTINGS.items() if isinstance(each.default, bool)}
    return {**form, **flags}


def setting_field(name: str, value: object) -> Html:
    metadata = SETTINGS[name].metadata
    if isinstance(value, bool):
        return fill(_BOX, name=name, label=label_of(name), hint=metadata["hint"], checked=_mark("checked", value))
    if metadata["choices"]:
        choices = [(str(choice), str(choice)) for choice in metadata["choices"]]
        return select_field(name, str(value), choices, metadata["hint"])
    return text_field(name, value, metadata["hint"])


def text_field(name: str, value: object, hint: str) -> Html:
    return fill(_TEXT, name=name, label=label_of(name), hint=hint, value=value)


def select_field(name: str, chosen: str, choices: Sequence[tuple[str, str]], hint: str) -> Html:
    options = [
        fill(_OPTION, value=value, label=label, selected=_mark("selected", value == chosen)) for value, label in choices
    ]
    return fill(_SELECT, name=name, label=label_of(name), hint=hint, options=options)


def label_of(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _mark(attribute: str, holds: bool) -> Html:
    return Html(f" {attribute}" if holds else "")


_BOX = """<p><label><input type="checkbox" name="$name" value="on"$checked>$label <small>$hint</small></label></p>"""
_TEXT = """<label for="$name">$label <small>$hint</small></label><input id="$name" name="$name" value="$value">"""
_OPTION = """<option value="$value"$selected>$label</option>"""
_SELECT = """<label for="$name">$label <small>$hint</small></label>
<select id="$name" name="$name">$options</select>"""
_SETTINGS = """<h1>Settings</h1><p class="quiet">The app's client ID is $client_id. Plan, policies and some more
can be set for one user alone: choose the user on the overview.</p>
<form method="post" action="/settings">$sections<p><button>Save</button></p></form>"""
