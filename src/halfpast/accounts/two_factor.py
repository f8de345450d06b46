"""How allauth's two-factor behaves here: secrets sealed for their owner, passkeys for the public address alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.browsers import browser_name
from halfpast.accounts.models import User
from halfpast.accounts.sealed_authenticators import open_for, seal_for
from halfpast.accounts.vault import CannotOpen


class TwoFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code isn't right, or was used already. Codes change every 30 seconds."),
        "incorrect_passkey": _("That passkey wasn't accepted. Nothing was changed; try once more."),
        "cannot_generate_recovery_codes": _("Switch on an authenticator app or add a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return seal_for(person_asking().pk, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises CannotOpen, also when another person's envelope stands in the row."""
        return open_for(person_asking().pk, encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": str(urlsplit(settings.BASE_URL).hostname), "name": "Halfpast"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": user_pk_to_url_str(user).encode(), "display_name": user.name, "name": user.email}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        name: str = browser_name(context.request.headers.get("User-Agent", ""))
        return name or gettext("Passkey")


def person_asking() -> User:
    """Whoever is signed in, or is halfway through signing in. Raises CannotOpen when it is nobody."""
    request = context.request
    stage = getattr(request, "_login_stage", None)
    person = stage.login.user if stage else getattr(request, "user", None)
    if not isinstance(person, User):
        raise CannotOpen("second steps are opened for the person signing in alone")
    return person
