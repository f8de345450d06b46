"""A chosen time on its way through a form."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from halfpast.bookings.time_choice.position import read_start


class StartField(forms.CharField):
    """The chosen time, carried through the form as an instant in UTC."""

    def __init__(self) -> None:
        messages = {"required": _("Choose a time."), "invalid": _("That is not a time. Choose one from the calendar.")}
        super().__init__(max_length=40, widget=forms.HiddenInput, error_messages=messages)

    def clean(self, value: object) -> object:
        start = read_start(super().clean(value))
        if start is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return start
