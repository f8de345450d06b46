"""What the guest's pages say about an event type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext

from halfpast.bookings.guest_pages.forms import offered_place
from halfpast.bookings.offer_words import icon_of, length_in_words
from halfpast.bookings.openings import Bookability, bookability
from halfpast.bookings.places import usable_places
from halfpast.event_types.models import EventType, Place


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


def offer_of(event_type: EventType, *, to_book: bool = True) -> Offer:
    """With its places and whether it is open; both left out on the page of a booking, whose place is settled."""
    open_now = bookability(event_type) if to_book else Bookability(ok=True)
    places: Sequence[Place] = usable_places(event_type) if to_book else ()
    return Offer(
        title=event_type.title,
        description=event_type.description,
        workspace=event_type.workspace.name,
        hosts=str(get_text_list([host.name for host in event_type.hosts.all()], gettext("and"))),
        length=length_in_words(event_type.duration_minutes),
        places=tuple(OfferedPlace(icon_of(place.kind), offered_place(place)) for place in places),
        path=reverse("event_type", args=[event_type.workspace.slug, event_type.slug]),
        is_open=open_now.ok,
        reason=open_now.reason,
    )
