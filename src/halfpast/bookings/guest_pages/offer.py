"""What the guest's pages say about an event type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext

from halfpast.bookings.guest_pages.forms import offered_place
from halfpast.bookings.invitation import names_of
from halfpast.bookings.models import Appointment
from halfpast.bookings.offer_words import icon_of, length_in_words
from halfpast.bookings.openings import bookability
from halfpast.bookings.places import usable_places
from halfpast.event_types.models import Assignment, EventType

MOST_NAMES = 5


@dataclass(frozen=True)
class OfferedPlace:
    icon: str
    words: str


@dataclass(frozen=True)
class Offer:
    title: str
    description: str
    workspace: str
    hosts: str
    length: str
    places: tuple[OfferedPlace, ...]
    path: str
    is_open: bool
    reason: str


def offer_of(event_type: EventType) -> Offer:
    """With its places, and whether it is open."""
    open_now = bookability(event_type)
    return Offer(
        title=event_type.title,
        description=event_type.description,
        workspace=event_type.workspace.name,
        hosts=_hosts_of(event_type),
        length=length_in_words(event_type.duration_minutes),
        places=tuple(OfferedPlace(icon_of(place.kind), offered_place(place)) for place in usable_places(event_type)),
        path=_path(event_type),
        is_open=open_now.ok,
        reason=open_now.reason,
    )


def offer_of_booked(appointment: Appointment) -> Offer:
    """As it was booked: who hosts, how long; its place is settled, and told elsewhere."""
    event_type = appointment.event_type
    return Offer(
        title=event_type.title,
        description=event_type.description,
        workspace=event_type.workspace.name,
        hosts=names_of(appointment.all_hosts()),
        length=length_in_words(appointment.duration // timedelta(minutes=1)),
        places=(),
        path=_path(event_type),
        is_open=True,
        reason="",
    )


def _hosts_of(event_type: EventType) -> str:
    """Who it may be, or who it is; of a large team nobody, the workspace is named anyway."""
    names = [host.name for host in event_type.hosts.all()]
    between = gettext("or") if event_type.assignment == Assignment.ANY else gettext("and")
    return str(get_text_list(names, between)) if len(names) <= MOST_NAMES else ""


def _path(event_type: EventType) -> str:
    return reverse("event_type", args=[event_type.workspace.slug, event_type.slug])
