"""One row of an event type's list of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from halfpast.event_types.models import Call, Place, PlaceKind
from halfpast.web.names import normalised, visible_text
from halfpast.web.phone_numbers import phone_number

ROWS = 4
INPUT = {"class": "input"}
SELECT = {"class": "select"}


class PlaceForm(forms.Form):
    """What a kind does not need is dropped, so changing one's mind about a kind is no mistake."""

    kind = forms.ChoiceField(
        label=_("Kind of place"),
        required=False,
        choices=[("", _("None")), *PlaceKind.choices],
        widget=forms.Select(SELECT),
    )
    address = forms.CharField(
        label=_("Address"), required=False, max_length=300, validators=[visible_text], widget=forms.TextInput(INPUT)
    )
    call = forms.ChoiceField(
        label=_("Who calls"),
        required=False,
        choices=Call.choices,
        initial=Call.GUEST_CALLS,
        widget=forms.Select(SELECT),
    )
    number = forms.CharField(
        label=_("Your number, if the guest calls"),
        required=False,
        max_length=40,
        widget=forms.TextInput({**INPUT, "inputmode": "tel", "placeholder": "+49 30 1234567"}),
    )
    url = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        widget=forms.URLInput({**INPUT, "placeholder": "https://"}),
    )

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"]
        return phone_number(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind = values.get("kind", "")
        for name in {"address", "number", "url"} - self._needed(kind, values.get("call", "")):
            self.errors.pop(name, None)
            values[name] = ""
        for name in self._needed(kind, values.get("call", "")):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, MISSING[name])
        return values

    def place(self) -> Place | None:
        """The place a valid row asks for, not yet saved."""
        kind, values = self.cleaned_data.get("kind", ""), self.cleaned_data
        if not kind:
            return None
        call = (values["call"] or Call.GUEST_CALLS) if kind == PlaceKind.PHONE else ""
        address = normalised(values["address"])
        return Place(kind=kind, address=address, call=call, number=values["number"], url=values["url"])

    def _needed(self, kind: str, call: str) -> set[str]:
        match kind:
            case PlaceKind.IN_PERSON:
                return {"address"}
            case PlaceKind.LINK:
                return {"url"}
            case PlaceKind.PHONE if call != Call.HOST_CALLS:
                return {"number"}
        return set()


MISSING = {
    "address": _("Say where you meet."),
    "url": _("Give the link that guests get."),
    "number": _("Give the number that guests call."),
}


class PlaceRows:
    """The rows in order: the first place is preferred, the next ones step in."""

    def __init__(self, places: Sequence[Place], data: Mapping[str, Any] | None = None) -> None:
        initial: list[dict[str, Any] | None] = [_as_typed(place) for place in places]
        initial += [None] * (ROWS - len(initial))
        self.forms = [
            PlaceForm(data, prefix=f"place-{number}", initial=values) for number, values in enumerate(initial)
        ]
        self.error = ""

    def is_valid(self) -> bool:
        # All of them are asked, so that all mistakes show at once.
        answers = [form.is_valid() for form in self.forms]
        if not all(answers):
            return False
        kinds = [place.kind for place in self.places()]
        if not kinds:
            self.error = str(_("Choose at least one place."))
        elif kinds.count(PlaceKind.ZOOM) > 1:
            self.error = str(_("Zoom is in the list twice. Once is enough."))
        return not self.error

    def forget_mistakes(self) -> None:
        """For a press that saves nothing."""
        for form in self.forms:
            form.errors.clear()

    def name(self, kind: str) -> bool:
        """Whether a row names this kind, right or wrong otherwise."""
        return any(form["kind"].value() == kind for form in self.forms)

    def places(self) -> list[Place]:
        return [place for form in self.forms if (place := form.place()) is not None]


def _as_typed(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in ("kind", "address", "call", "number", "url")}
