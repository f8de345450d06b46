"""What the operator types in about the installation: where people are pointed to."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import EmailValidator, MaxLengthValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.models import Installation
from halfpast.operators.zoom_app_forms import FIELD
from halfpast.web.names import normalised

web_address = URLValidator(schemes=["http", "https"], message=_("Enter an address that begins with https://."))
mail_address = EmailValidator(message=_("Enter an e-mail address, or a link that begins with https://."))

if TYPE_CHECKING:
    _InstallationForm = forms.ModelForm[Installation]
else:
    _InstallationForm = forms.ModelForm


class LinkField(forms.CharField):
    """A link; one without its scheme gets https."""

    def __init__(self, *, example: str, **kwargs: Any) -> None:
        too_long = MaxLengthValidator(500, _("Use at most %(limit_value)d characters."))
        widget = forms.TextInput(attrs={**FIELD, "placeholder": example})
        super().__init__(required=False, widget=widget, validators=[too_long], **kwargs)

    def clean(self, value: Any) -> str:
        typed = normalised(super().clean(value))
        return self.link(typed) if typed else ""

    def link(self, typed: str) -> str:
        address = typed if ":" in typed else f"https://{typed}"
        web_address(address)
        return address


class ContactField(LinkField):
    """An e-mail address, or a link."""

    def link(self, typed: str) -> str:
        if "@" not in typed or "://" in typed:
            return super().link(typed)
        mail_address(typed)
        return typed


class InstallationForm(_InstallationForm):
    privacy_url = LinkField(label=_("Privacy policy"), example="https://example.com/privacy")
    terms_url = LinkField(label=_("Terms"), example="https://example.com/terms")
    support = ContactField(
        label=_("Support"), example="help@example.com", help_text=_("An e-mail address, or a link to a page.")
    )

    class Meta:
        model = Installation
        fields = ("privacy_url", "terms_url", "support")
