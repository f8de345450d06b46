"""What a host fills in to move or cancel a booking."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from halfpast.bookings.public_forms import StartField
from halfpast.web.names import visible_paragraphs


def reason_field(label: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=_("Your guest reads this in the mail."),
        required=False,
        validators=[MaxLengthValidator(500, _("Use at most 500 characters.")), visible_paragraphs],
        widget=forms.Textarea({"class": "textarea", "rows": 3}),
    )


class HostCancelForm(forms.Form):
    generation = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = reason_field(_("Why are you cancelling?"))


class HostMoveForm(forms.Form):
    start = StartField()
    generation = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = reason_field(_("Why are you moving it?"))
