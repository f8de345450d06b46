"""What can be booked, as its hosts see it: the public link, and whether guests can book it now."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.offer import icon_of, length_in_words
from halfpast.bookings.openings import bookability, event_types_to_book
from halfpast.bookings.places import name_of
from halfpast.event_types.models import EventType
from halfpast.web.public_origin import absolute


@dataclass(frozen=True)
class Card:
    event_type: EventType
    length: str
    places: list[tuple[str, str]]
    link: str
    is_open: bool
    reason: str


@member_page("GET")
def event_types(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    cards = [_card(event_type) for event_type in event_types_to_book().filter(workspace=workspace)]
    context = {
        "section": "event_types",
        "cards": cards,
        "public_page": absolute(reverse("workspace", args=[workspace.slug])),
    }
    return render(request, "bookings/host/event_types.html", context)


def closed_for_guests(workspace: Workspace) -> list[Card]:
    """Event types that are switched on and yet take no bookings."""
    switched_on = event_types_to_book().filter(workspace=workspace, is_active=True)
    return [card for card in map(_card, switched_on) if not card.is_open]


def _card(event_type: EventType) -> Card:
    now = bookability(event_type)
    return Card(
        event_type=event_type,
        length=length_in_words(event_type.duration_minutes),
        places=[(icon_of(place.kind), name_of(place.kind)) for place in event_type.places.all()],
        link=absolute(reverse("event_type", args=[event_type.workspace.slug, event_type.slug])),
        is_open=now.ok,
        reason=now.reason,
    )
