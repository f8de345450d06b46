"""How accounts behave: sign-up is closed, and links in mails come from `BASE_URL`."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from halfpast.accounts import mails
from halfpast.accounts.jobs import send_password_reset
from halfpast.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return mails.reset_link(key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return mails.confirmation_link(emailconfirmation.key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """By a job: a slow mail server must not tell whether an account exists."""
        send_password_reset.defer(user_id=user.pk)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's other mails; trouble is logged, and the page stays the same."""
        mails.send_quietly(self.render_mail(template_prefix, email, context))
