"""What hosts get by mail about their connections."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override as language

from halfpast.connections.models import Connection
from halfpast.web.notice_mails import Action, notice_mail
from halfpast.web.public_origin import absolute


def dead_connection(connection: Connection) -> EmailMultiAlternatives:
    with language(connection.user.locale):
        return notice_mail(
            to=connection.user.email,
            subject=_("Zoom needs to be connected again"),
            heading=_("Connect Zoom again"),
            paragraphs=[
                _("Halfpast can no longer make meetings in the Zoom account %(account)s.")
                % {"account": connection.label},
                connection.last_error,
                _(
                    "Until you connect it again, event types that are held on Zoom use the next place of their list, "
                    "or take no bookings. Bookings you have keep their links, and links that are still owed are made "
                    "as soon as you are connected."
                ),
            ],
            action=Action(_("Open integrations"), absolute(reverse("integrations"))),
        )
