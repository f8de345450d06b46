"""What accounts get by mail to act on. Every link begins with `BASE_URL`, whatever host a request named."""

from __future__ import annotations

from urllib.parse import quote

from allauth.account import app_settings
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override as language

from halfpast.accounts.models import User
from halfpast.web.notice_mails import Action, notice_mail
from halfpast.web.public_origin import absolute


def password_reset(user: User) -> EmailMultiAlternatives:
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    link = reset_link(f"{user_pk_to_url_str(user)}-{token}")
    with language(user.locale):
        return notice_mail(
            to=user.email,
            subject=_("Choose a new password"),
            heading=_("Choose a new password"),
            paragraphs=[
                _("Hello %(name)s,") % {"name": user.name},
                _("somebody, most likely you, asked for a new password for your account."),
                _("The link works once and for three days. If you did not ask for it, your password stays as it is."),
            ],
            action=Action(_("Choose a new password"), link),
        )


def confirm_address(address: EmailAddress) -> EmailMultiAlternatives:
    with language(address.user.locale):
        return notice_mail(
            to=address.email,
            subject=_("Confirm your new e-mail address"),
            heading=_("Confirm your new address"),
            paragraphs=[
                _("You asked to use %(new)s for your Halfpast account from now on.") % {"new": address.email},
                _("Until you confirm it, your account keeps its address. The link works for three days."),
                _("If you did not ask for this, do nothing: somebody has mistyped their address."),
            ],
            action=Action(_("Confirm this address"), confirmation_link(EmailConfirmationHMAC(address).key)),
        )


def address_in_use(address: EmailAddress) -> EmailMultiAlternatives:
    """To somebody whose address another person has typed: that person learns nothing of it."""
    return notice_mail(
        to=address.email,
        subject=_("Your e-mail address was typed in for another account"),
        heading=_("Nothing has changed"),
        paragraphs=[
            _("Somebody asked to use this address for another Halfpast account. It belongs to yours, so it stays."),
            _("If that was you, sign in to your other account, or choose another address for this one."),
        ],
        action=Action(_("Sign in"), absolute(reverse("account_login"))),
    )


def reset_link(key: str) -> str:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return absolute(path.replace("UID-KEY", quote(key)))


def confirmation_link(key: str) -> str:
    return absolute(reverse("account_confirm_email", args=[key]))
