"""What accounts get by mail. Every link begins with `BASE_URL`, whatever host a request named."""

import smtplib
from urllib.parse import quote

import structlog
from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from halfpast.accounts.models import User
from halfpast.web.public_origin import absolute

log = structlog.get_logger(__name__)


def send_reset_link(user: User) -> None:
    """Raises OSError or SMTPException."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    context = {"password_reset_url": reset_link(f"{user_pk_to_url_str(user)}-{token}"), "name": user.name}
    subject = render_to_string("account/email/password_reset_key_subject.txt", context).strip()
    text = render_to_string("account/email/password_reset_key_message.txt", context)
    EmailMessage(subject, text, to=[user.email]).send()


def send_quietly(message: EmailMessage) -> None:
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as trouble:
        log.error("account_mail_not_sent", trouble=type(trouble).__name__)


def reset_link(key: str) -> str:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return absolute(path.replace("UID-KEY", quote(key)))


def confirmation_link(key: str) -> str:
    return absolute(reverse("account_confirm_email", args=[key]))
