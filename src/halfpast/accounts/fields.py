"""Fields for what people type about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from halfpast.web.names import normalised, visible_text


class OneLine(forms.CharField):
    """Stripped, in one spelling, without control characters; too long a text is said to be so, never cut."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        too_long = MaxLengthValidator(longest, _("Use at most %(limit_value)d characters."))
        super().__init__(validators=[too_long, visible_text], **kwargs)

    def to_python(self, value: Any) -> str:
        return normalised(super().to_python(value) or "")
