"""The words of the mails that tell people what happened to their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import override as language

from halfpast.accounts.models import User
from halfpast.web import local_time
from halfpast.web.notice_mails import Action, notice_mail
from halfpast.web.public_origin import absolute
from halfpast.web.zones import known_zone


@dataclass(frozen=True)
class Words:
    subject: Promise
    happened: Promise


@dataclass(frozen=True)
class Circumstances:
    """When (UTC), in which browser ('' when unknown), and from which IP address."""

    at: datetime
    browser: str
    address: str


class Notice(StrEnum):
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    EMAIL_CHANGED = "email_changed"
    CODES_ON = "codes_on"
    CODES_OFF = "codes_off"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"


WORDS = {
    Notice.PASSWORD_CHANGED: Words(
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your Halfpast account was changed."),
    ),
    Notice.EMAIL_CHANGED: Words(
        gettext_lazy("Your e-mail address was changed"),
        gettext_lazy("Your Halfpast account no longer uses this address: you now sign in with another one."),
    ),
    Notice.CODES_ON: Words(
        gettext_lazy("Two-factor authentication is on"),
        gettext_lazy("An authenticator app was set up: signing in to your Halfpast account now asks for its code."),
    ),
    Notice.CODES_OFF: Words(
        gettext_lazy("Your authenticator app was removed"),
        gettext_lazy("Signing in to your Halfpast account no longer asks for a code of your authenticator app."),
    ),
    Notice.PASSKEY_ADDED: Words(
        gettext_lazy("A passkey was added"),
        gettext_lazy("A passkey was added to your Halfpast account. Whoever holds it can sign in with it."),
    ),
    Notice.PASSKEY_REMOVED: Words(
        gettext_lazy("A passkey was removed"),
        gettext_lazy("A passkey of your Halfpast account was removed and opens it no longer."),
    ),
    Notice.RECOVERY_CODES_MADE: Words(
        gettext_lazy("You have new recovery codes"),
        gettext_lazy("New recovery codes were made for your Halfpast account. The ones before no longer work."),
    ),
}
# By the names that allauth gives them.
NOTICES = {
    "account/email/password_changed": Notice.PASSWORD_CHANGED,
    "account/email/password_set": Notice.PASSWORD_CHANGED,
    "account/email/password_reset": Notice.PASSWORD_CHANGED,
    "account/email/email_changed": Notice.EMAIL_CHANGED,
    "mfa/email/totp_activated": Notice.CODES_ON,
    "mfa/email/totp_deactivated": Notice.CODES_OFF,
    "mfa/email/webauthn_added": Notice.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": Notice.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": Notice.RECOVERY_CODES_MADE,
}
# A change of address that was taken back before it happened.
SILENT = {"account/email/email_deleted"}


def notice_of(notice: Notice, user: User, to: str, seen: Circumstances) -> EmailMultiAlternatives:
    with language(user.locale):
        return notice_mail(
            to=to,
            subject=str(WORDS[notice].subject),
            heading=str(WORDS[notice].subject),
            paragraphs=[str(WORDS[notice].happened), _circumstances(user, seen), _if_it_was_not_you(notice)],
            action=_action(notice),
        )


def _circumstances(user: User, seen: Circumstances) -> str:
    words = {
        "when": local_time.full(seen.at, known_zone(user.time_zone) or known_zone("UTC")),  # type: ignore[arg-type]
        "browser": seen.browser or _("a browser we don't know"),
        "address": seen.address,
    }
    return _("This happened on %(when)s, with %(browser)s, from the address %(address)s.") % words


def _if_it_was_not_you(notice: Notice) -> str:
    if notice is Notice.EMAIL_CHANGED:
        return _("If this was not you, tell whoever runs this installation now: only they can give you access again.")
    return _(
        "If this was you, there is nothing to do. If not, choose a new password now: that ends all sessions. Then sign "
        "in, and remove what is not yours from “Two-factor and passkeys” in your account."
    )


def _action(notice: Notice) -> Action | None:
    """The old address can no longer do anything."""
    if notice is Notice.EMAIL_CHANGED:
        return None
    return Action(_("Choose a new password"), absolute(reverse("account_reset_password")))
