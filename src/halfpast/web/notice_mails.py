"""A mail that tells somebody something about their account or their installation: text and HTML say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Action:
    """The one thing to do about it; a whole address, since a mail has no page to start from."""

    label: str
    url: str


@dataclass(frozen=True)
class Notice:
    """What the templates are filled with."""

    language: str
    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    action: Action | None
    footer: str

    @property
    def preview(self) -> str:
        return self.paragraphs[0] if self.paragraphs else self.heading


def notice_mail(
    *, to: str, subject: str, heading: str, paragraphs: Sequence[str], action: Action | None = None
) -> EmailMultiAlternatives:
    """In the active language, unsent. Sending raises ValueError for an address that would forge headers."""
    notice = Notice(
        language=get_language() or "en",
        subject=_one_line(subject),
        heading=heading,
        paragraphs=tuple(paragraphs),
        action=action,
        footer=_("Sent by Halfpast at %(address)s.") % {"address": settings.BASE_URL},
    )
    text = render_to_string("web/mails/notice.txt", {"mail": notice})
    # No holiday notes in answer to what a machine wrote.
    message = EmailMultiAlternatives(notice.subject, text, to=[to], headers={"Auto-Submitted": "auto-generated"})
    message.attach_alternative(render_to_string("web/mails/notice.html", {"mail": notice}), "text/html")
    return message


def _one_line(text: str) -> str:
    """Names that people chose may stand in a subject: no line of theirs becomes a header."""
    return " ".join(text.split())
