"""What a guest fills in to book, move or cancel."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from halfpast.bookings.time_choice.start_field import StartField
from halfpast.event_types.models import Call, Place, PlaceKind
from halfpast.web.names import known_zones, normalised, visible_paragraphs, visible_text
from halfpast.web.phone_numbers import phone_number

FIELD = {"class": "input"}


class BookingForm(forms.Form):
    """What a guest fills in; `key` makes sending it twice book once."""

    start = StartField()
    key = forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput)
    tz = forms.CharField(max_length=64, widget=forms.HiddenInput)
    # Which lengths there are, and what to say of another one, the page knows.
    length = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    # No maxlength in the page: a browser would cut a pasted name in silence instead of saying so.
    name = forms.CharField(
        label=_("Your name"),
        validators=[MaxLengthValidator(200, _("Use at most 200 characters.")), visible_text],
        widget=forms.TextInput(attrs={**FIELD, "autocomplete": "name", "autofocus": True}),
        error_messages={"required": _("Tell us your name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={**FIELD, "autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Tell us your e-mail: the invitation goes there.")},
    )

    def __init__(self, *args: object, places: Sequence[Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.places = {str(place.pk): place for place in places}
        self.fields["email"].widget.attrs.pop("maxlength", None)
        if len(places) > 1:
            self.fields["place"] = place_field(places)
        if any(asks_for_phone(place) for place in places):
            self.fields["phone"] = phone_field(required=all(asks_for_phone(place) for place in places))

    def clean_name(self) -> str:
        return normalised(self.cleaned_data["name"])

    def clean_tz(self) -> str:
        name = str(self.cleaned_data["tz"])
        if name not in known_zones():
            raise ValidationError(_("Choose a time zone from the list."), code="invalid")
        return name

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        return phone_number(typed) if typed else ""

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        chosen = self.places.get(str(values.get("place", "")))
        if chosen and asks_for_phone(chosen) and "phone" not in self.errors and not values.get("phone"):
            self.add_error("phone", _("Tell us the number to call you on."))
        return values


class MoveForm(forms.Form):
    start = StartField()
    tz = forms.CharField(max_length=64, widget=forms.HiddenInput)
    generation = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    generation = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why are you cancelling?"),
        required=False,
        validators=[MaxLengthValidator(500, _("Use at most 500 characters.")), visible_paragraphs],
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
    )


def new_key() -> str:
    return secrets.token_urlsafe(18)


def asks_for_phone(place: Place) -> bool:
    return place.kind == PlaceKind.PHONE and place.call == Call.HOST_CALLS


def place_field(places: Sequence[Place]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Where shall we meet?"),
        choices=[(str(place.pk), offered_place(place)) for place in places],
        widget=forms.RadioSelect,
        initial=str(places[0].pk),
    )


def phone_field(*, required: bool) -> forms.CharField:
    attributes = {**FIELD, "autocomplete": "tel", "inputmode": "tel", "placeholder": "+49 30 1234567"}
    return forms.CharField(
        label=_("Your phone number"),
        required=required,
        help_text=_("With the country code.") if required else _("Only for a phone call; with the country code."),
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": _("Tell us the number to call you on.")},
    )


def offered_place(place: Place) -> str:
    """Where it will happen, as the guest reads it before booking: nothing that only a guest with a booking may know."""
    match place.kind:
        case PlaceKind.ZOOM:
            return str(_("Zoom video call"))
        case PlaceKind.IN_PERSON:
            return place.address
        case PlaceKind.PHONE:
            return str(_("Phone call: we call you") if asks_for_phone(place) else _("Phone call: you call us"))
        case _:
            return str(_("Online, by a link you get after booking"))
