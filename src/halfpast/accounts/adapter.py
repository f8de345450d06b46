"""How accounts behave: sign-up is closed, mails go out by jobs, and links in them come from `BASE_URL`."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halfpast.accounts import mails
from halfpast.accounts.browsers import browser_name
from halfpast.accounts.client_address import client_address
from halfpast.accounts.jobs import send_account_notice, send_address_confirmation, send_password_reset
from halfpast.accounts.models import User
from halfpast.accounts.notices import NOTICES, SILENT

WAYS_TO_CONFIRM = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": _("This is your address already, or the one you have asked to change to."),
        "email_password_mismatch": _("This e-mail and password don't belong together. Check both."),
        "enter_current_password": _("That isn't your current password."),
        "incorrect_password": _("That isn't your password."),
        "rate_limited": _("Too many attempts in a row. Wait five minutes, then try again."),
        "too_many_login_attempts": _("Too many attempts in a row. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**method, "description": WAYS_TO_CONFIRM[method["id"]]} for method in methods]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return mails.reset_link(key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return mails.confirmation_link(emailconfirmation.key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """By a job: a slow mail server must not tell whether an account exists."""
        send_password_reset.defer(user_id=user.pk)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """By a job, which also finds out whether the address is somebody else's: the page must not."""
        send_address_confirmation.defer(address_id=emailconfirmation.email_address.pk)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What happened to an account, to its address or, of a change of that, to the old one."""
        if template_prefix in SILENT:
            return
        seen = {
            "at": timezone.now().isoformat(),
            "browser": browser_name(self.get_http_user_agent(self.request)),
            "address": self.get_client_ip(self.request),
        }
        notice = NOTICES[template_prefix].value
        send_account_notice.defer(user_id=user.pk, notice=notice, to=email or "", seen=seen)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Wholly or not at all; an address that somebody else confirmed meanwhile is not."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False
