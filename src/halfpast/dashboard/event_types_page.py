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
from halfpast.bookings.offer_words import icon_of, length_in_words
from halfpast.bookings.openings import bookability
from halfpast.bookings.places import name_of
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.dashboard.banners import banners_for
from halfpast.dashboard.booking_rows import Chip
from halfpast.dashboard.closed_types import cause_of
from halfpast.dashboard.type_chips import chips_of, dropped_options
from halfpast.event_types.access import seen_event_types
from halfpast.event_types.models import EventType
from halfpast.web.public_origin import absolute


@dataclass(frozen=True)
class Card:
    """`can_connect`: what keeps it closed is an account of the reader's own."""

    event_type: EventType
    length: str
    places: list[tuple[str, str]]
    link: str
    why_closed: str
    can_connect: bool
    chips: list[Chip]


@member_page("GET")
def event_types(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    types = list(seen_event_types(request.membership, among=event_types_to_book()))
    dropped = dropped_options(types, timezone.now())
    context = {
        "section": "event_types",
        "cards": [_card(each, request.user, dropped.get(each.pk, ())) for each in types],
        "public_page": absolute(reverse("workspace", args=[workspace.slug])),
        "banners": banners_for(request.user, types),
    }
    return render(request, "dashboard/event_types.html", context)


def _card(event_type: EventType, reader: User, dropped: Sequence[str]) -> Card:
    now = bookability(event_type)
    cause = cause_of(event_type, reader, now.reason)
    return Card(
        event_type=event_type,
        length=length_in_words(event_type.duration_minutes),
        places=[(icon_of(place.kind), name_of(place.kind)) for place in event_type.places.all()],
        link=absolute(reverse("event_type", args=[event_type.workspace.slug, event_type.slug])),
        why_closed="" if now.ok or not event_type.is_active else cause.words,
        can_connect=cause.holder == reader,
        chips=chips_of(event_type, now, dropped),
    )
