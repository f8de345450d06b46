"""Six numbers, each of which may be left empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from halfpast.schedules.limits import CAP_NAMES, cap_field, most
from halfpast.schedules.models import HostLimits


class LimitsForm(forms.Form):
    def __init__(self, kept: HostLimits, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={name: getattr(kept, name) for name in CAP_NAMES})
        for name in CAP_NAMES:
            self.fields[name] = _number(str(capfirst(cap_field(name).verbose_name)), most(name))

    def numbers(self) -> Iterator[BoundField]:
        return (self[name] for name in CAP_NAMES)


def _number(label: str, highest: int) -> forms.IntegerField:
    message = _("Choose a whole number from 1 to %(highest)s, or leave it empty for no limit.") % {"highest": highest}
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        validators=[MaxValueValidator(highest)],
        widget=forms.NumberInput({"class": "input", "inputmode": "numeric"}),
        error_messages={"invalid": message, "min_value": message, "max_value": message},
    )
