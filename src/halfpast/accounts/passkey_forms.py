"""What a browser answers for a passkey: checked for its form and its origin before anything is believed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    _BaseAddWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.fields import OneLine

LONGEST_NAME = 100


class AddPasskeyForm(_BaseAddWebAuthnForm):  # type: ignore[misc]
    name = OneLine(longest=LONGEST_NAME, label=_("Name of the passkey"), required=False)

    def clean_credential(self) -> dict[str, Any]:
        credential = self.cleaned_data["credential"]
        client = _read(auth.parse_registration_response, credential).response.client_data
        _from_our_pages(client.origin)
        return dict(credential)

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except (AttributeError, AssertionError, KeyError, TypeError) as broken:
            raise refused() from broken


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    name = OneLine(longest=LONGEST_NAME, label=_("Name of the passkey"))


class _PasskeyForm(forms.Form):
    """Before what allauth's forms do."""

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        client = _read(auth.parse_authentication_response, credential).response.client_data
        _from_our_pages(client.origin)
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError) as broken:
            raise refused() from broken
        except ValidationError as refusal:
            # Too many attempts keep their own words.
            raise (refused() if refusal.code == "incorrect_code" else refusal) from refusal


class SignInByPasskeyForm(_PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class SecondStepByPasskeyForm(_PasskeyForm, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ConfirmByPasskeyForm(_PasskeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


def refused() -> ValidationError:
    refusal: ValidationError = get_adapter().validation_error("incorrect_passkey")
    return refusal


def _read(parse: Any, credential: object) -> Any:
    try:
        return parse(credential)
    except (AttributeError, KeyError, TypeError, ValueError, ValidationError) as broken:
        raise refused() from broken


def _from_our_pages(origin: str) -> None:
    """Stricter than the standard, which would also believe every subdomain."""
    if origin != settings.BASE_URL:
        raise refused()
