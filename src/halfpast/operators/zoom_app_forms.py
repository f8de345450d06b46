"""What the operator types in of the Zoom app."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from halfpast.connections.models import VendorApp
from halfpast.operators.app_entry import AppEntry, Judgement
from halfpast.web.names import visible_text

FIELD = {"class": "input", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
SECRETS = ("client_secret", "secret_token")
AGAIN = _("Enter it again: what is secret is not sent back to the page.")
KEPT = _("It is set and never shown again. Leave this empty to keep it.")


def without_white_space(value: str) -> None:
    if any(character.isspace() for character in value):
        raise ValidationError(_("There is white space inside. Copy it from Zoom once more, in one piece."))


class Credential(forms.CharField):
    """One word as Zoom shows it; too long a one is said to be so, never cut."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        too_long = MaxLengthValidator(longest, _("Use at most %(limit_value)d characters."))
        super().__init__(validators=[too_long, visible_text, without_white_space], **kwargs)


class ZoomAppForm(forms.Form):
    """`fixed` are the fields that the environment says already; `stored` is what was typed in before."""

    client_id = Credential(longest=200, label=_("Client ID"), widget=forms.TextInput(attrs=FIELD))
    client_secret = Credential(
        longest=500,
        label=_("Client secret"),
        widget=forms.PasswordInput(attrs=FIELD),
        error_messages={"required": _("Enter the client secret that belongs to this ID.")},
    )
    secret_token = Credential(
        longest=500, label=_("Secret token"), required=False, widget=forms.PasswordInput(attrs=FIELD)
    )

    def __init__(self, data: Any, *, stored: VendorApp | None, fixed: Collection[str]) -> None:
        self._stored = stored
        super().__init__(data, initial={"client_id": stored.client_id if stored else ""})
        self.fields["secret_token"].help_text = gettext(
            "Signs the notices Zoom sends when somebody removes the app. At Zoom: Features, Access."
        )
        for name in SECRETS:
            if getattr(stored, f"sealed_{name}", ""):
                self.fields[name].help_text = KEPT
        self.fields["client_secret"].required = not getattr(stored, "sealed_client_secret", "")
        for name in fixed:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        if "client_id" in self.fields:
            self._check_pair()
        self._check_token()
        return self.cleaned_data

    @property
    def entry(self) -> AppEntry:
        return AppEntry(**{name: self.cleaned_data.get(name) or "" for name in self.fields})

    @property
    def has_new_pair(self) -> bool:
        return bool(self.cleaned_data.get("client_secret"))

    def hear(self, judgement: Judgement) -> None:
        """Zoom's verdict, beside the field it is about."""
        if judgement is Judgement.SWAPPED:
            # What stands there is the secret.
            self.data = {name: self.data.get(name, "") for name in self.fields if name != "client_id"}
            told = _("These two are swapped: the secret was in the field of the ID. Enter them the other way round.")
            self.add_error("client_id", told)
        if judgement is Judgement.REFUSED:
            wrong = _(
                "Zoom does not know this ID with this secret. Copy both from the same tab, Development or Production, "
                "of the app's credentials."
            )
            self.add_error("client_secret", wrong)

    def ask_again(self) -> None:
        """A refused form loses the secrets that were typed, and says so."""
        for name in self.fields.keys() & set(SECRETS):
            if self.errors and self.data.get(name):
                self[name].help_text = AGAIN

    def _check_pair(self) -> None:
        client_id, secret = self.cleaned_data.get("client_id"), self.cleaned_data.get("client_secret")
        if not client_id or secret is None:
            return
        if secret and secret == client_id:
            self.add_error("client_secret", _("This is the client ID once more. Copy the secret below it at Zoom."))
        elif not secret and not self._keeps_secret_of(client_id):
            told = _("The stored secret belongs to the other client ID. Enter the secret of this one.")
            self.add_error("client_secret", told)

    def _keeps_secret_of(self, client_id: str) -> bool:
        stored = self._stored
        return stored is not None and stored.client_id == client_id

    def _check_token(self) -> None:
        token = self.cleaned_data.get("secret_token")
        if not token:
            return
        if token in {self.cleaned_data.get("client_id"), self.cleaned_data.get("client_secret")}:
            told = _("This is not the secret token, but one of the two above. At Zoom it is under Features, Access.")
            self.add_error("secret_token", told)
