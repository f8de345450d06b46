"""What can be booked, as its hosts see it: the public link, and whether guests can book it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import User, Workspace
from halfpast.bookings.offer import icon_of, length_in_words
from halfpast.bookings.openings import bookability, event_types_to_book
from halfpast.bookings.places import NEEDS_CONNECTION, name_of
from halfpast.dashboard.banners import banners_for
from halfpast.dashboard.booking_rows import Chip
from halfpast.dashboard.dead_places import hit_types
from halfpast.dashboard.type_chips import chips_of, dropped_options
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
    chips: list[Chip]


@member_page("GET")
def event_types(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    types = list(event_types_to_book().filter(workspace=workspace))
    dropped = dropped_options(workspace, timezone.now())
    context = {
        "section": "event_types",
        "cards": [_card(event_type, dropped.get(event_type.pk, ())) for event_type in types],
        "public_page": absolute(reverse("workspace", args=[workspace.slug])),
        "banners": banners_for(request.user, types),
    }
    return render(request, "dashboard/event_types.html", context)


def closed_for_guests(host: User, event_types: Sequence[EventType]) -> list[Card]:
    """Event types that are switched on and yet take no bookings, without those that the host's banner speaks of."""
    told = {each.pk for kind in NEEDS_CONNECTION for each in hit_types(host, kind, event_types)}
    switched_on = (each for each in event_types if each.is_active and each.pk not in told)
    return [card for card in map(_card, switched_on) if not card.is_open]


def _card(event_type: EventType, dropped: Sequence[str] = ()) -> Card:
    now = bookability(event_type)
    return Card(
        event_type=event_type,
        length=length_in_words(event_type.duration_minutes),
        places=[(icon_of(place.kind), name_of(place.kind)) for place in event_type.places.all()],
        link=absolute(reverse("event_type", args=[event_type.workspace.slug, event_type.slug])),
        is_open=now.ok,
        reason=now.reason,
        chips=chips_of(event_type, now, dropped),
    )
