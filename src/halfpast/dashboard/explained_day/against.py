"""One rule that stands against a start, in words, and where it is set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfpast.availability import Cap, Period
from halfpast.availability.clock import MINUTE
from halfpast.bookings.offer_words import length_in_words
from halfpast.event_types.models import EventType


class Against(NamedTuple):
    """No link where the reader cannot change it, or nobody can."""

    words: str
    link: str = ""
    action: str = ""


def in_editor(words: str, event_type: EventType, field: str) -> Against:
    """Set in the event type's editor."""
    link = reverse("app-event-type", args=[event_type.pk])
    return Against(words, f"{link}#id_{field}", _("Change the event type"))


def in_hours(words: str, schedule_id: int) -> Against:
    """Set in the reader's own hours."""
    return Against(words, reverse("schedule", args=[schedule_id]), _("Change your hours"))


def in_time_away(words: str) -> Against:
    """Set on the reader's own page of journeys and absences."""
    return Against(words, reverse("time-away"), _("Change your time away"))


def full(period: Period) -> str:
    match period:
        case Period.DAY:
            return _("The day is full")
        case Period.WEEK:
            return _("The week is full")
    return _("The month is full")


def limit_in_words(caps: Iterable[Cap], period: Period) -> str:
    """'3 bookings or 2 hours'."""
    cap = next((each for each in caps if each.period is period), None)
    parts = []
    if cap and cap.count:
        parts.append(ngettext("%(count)d booking", "%(count)d bookings", cap.count) % {"count": cap.count})
    if cap and cap.length:
        parts.append(length_in_words(cap.length // MINUTE))
    return _(" or ").join(parts)
