"""How accounts behave: sign-up is closed, and links in mails come from `BASE_URL`."""

import smtplib
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from halfpast.web.public_origin import absolute

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down must not tell whether an account exists: log it and show the same page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as trouble:
            log.error("account_mail_not_sent", template=template_prefix, trouble=type(trouble).__name__)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return absolute(
            reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}).replace("UID-KEY", key)
        )
