"""What a host fills in to move or cancel a booking, to send its link, or to give event types another place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from halfpast.bookings.places import needs_connection
from halfpast.bookings.time_choice.start_field import StartField
from halfpast.event_types.models import PlaceKind
from halfpast.event_types.place_forms import PlaceForm
from halfpast.web.names import visible_paragraphs


def reason_field(label: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=_("Your guest reads this in the mail."),
        required=False,
        validators=[MaxLengthValidator(500, _("Use at most 500 characters.")), visible_paragraphs],
        widget=forms.Textarea({"class": "textarea", "rows": 3}),
    )


class CancelForm(forms.Form):
    generation = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = reason_field(_("Why are you cancelling?"))


class MoveForm(forms.Form):
    start = StartField()
    generation = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = reason_field(_("Why are you moving it?"))


class LinkByHandForm(forms.Form):
    url = forms.URLField(
        label=_("Link for your guest"),
        help_text=_("Any room where you can meet. Your guest gets it by mail at once."),
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message=_("Give a link that begins with https://"), code="scheme")],
        error_messages={
            "required": _("Paste the link that your guest shall open."),
            "invalid": _("This is not a link. Paste all of it, from https:// on."),
        },
        widget=forms.URLInput({"class": "input", "placeholder": "https://"}),
    )


class OtherPlaceForm(PlaceForm):
    """A place that no account is needed for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        kind.choices = [choice for choice in PlaceKind.choices if not needs_connection(choice[0])]  # type: ignore[attr-defined]
        kind.initial = PlaceKind.PHONE
        kind.required = True
