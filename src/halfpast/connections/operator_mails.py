"""What operators get by mail about the app they run."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override as language

from halfpast.accounts.models import User
from halfpast.web.notice_mails import Action, notice_mail
from halfpast.web.public_origin import absolute


def app_in_trouble(operator: User, reason: str) -> EmailMultiAlternatives:
    with language(operator.locale):
        return notice_mail(
            to=operator.email,
            subject=_("Zoom does not work on your Halfpast"),
            heading=_("The Zoom app needs you"),
            paragraphs=[
                reason,
                _(
                    "Until this is put right no meeting is made, moved or deleted for anybody here. Nobody has to "
                    "connect again and nothing is lost: what waits is done as soon as the app works."
                ),
                _(
                    "You get this mail once. The next one comes only if it works in between and fails again, and an "
                    "hour later at the earliest."
                ),
            ],
            action=Action(_("Open the Zoom app"), absolute(reverse("operator-zoom"))),
        )
