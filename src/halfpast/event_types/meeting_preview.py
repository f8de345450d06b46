"""A meeting's topic and agenda for a booking that nobody made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.event_types.meeting_templates import Words, agenda_from, answer_words, time_words, topic_from
from halfpast.event_types.models import EventType

HOUR = 10


@dataclass(frozen=True)
class Preview:
    topic: str
    agenda: str


def preview(event_type: EventType, host: User, now: datetime) -> Preview:
    """As Grace Guest would get it, who books for tomorrow morning by the host's clock."""
    words = _sample(event_type, host, now)
    return Preview(topic_from(event_type.topic_template, words), agenda_from(event_type.agenda_template, words))


def _sample(event_type: EventType, host: User, now: datetime) -> Words:
    zone = ZoneInfo(host.time_zone)
    tomorrow = now.astimezone(zone) + timedelta(days=1)
    start = tomorrow.replace(hour=HOUR, minute=0, second=0, microsecond=0).astimezone(UTC)
    return Words(
        title=event_type.title or _("Consultation"),
        guests=_("Grace Guest"),
        host=host.name,
        workspace=event_type.workspace.name,
        answers=answer_words([(_("Subject"), _("A second opinion"))]),
        **time_words(start, start + timedelta(minutes=event_type.duration_minutes), zone),
    )
