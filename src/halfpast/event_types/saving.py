"""Writing an event type together with its hosts and places."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from halfpast.accounts.models import User
from halfpast.event_types.models import EventType, EventTypeHost, Place

FACTS = ("kind", "address", "call", "number", "url")


@transaction.atomic
def save_event_type(event_type: EventType, places: Sequence[Place], *, first_host: User) -> None:
    """The places take the order they are given in; a new event type gets its first host."""
    is_new = event_type.pk is None
    event_type.save()
    if is_new:
        EventTypeHost.objects.create(event_type=event_type, user=first_host)
    replace_places(event_type, places)


@transaction.atomic
def replace_places(event_type: EventType, places: Sequence[Place]) -> None:
    """Places that did not change keep their ids: a guest may be about to send one, and a script to send one again."""
    EventType.objects.select_for_update().get(pk=event_type.pk)
    present = list(event_type.places.order_by("position"))
    if [_facts(place) for place in present] == [_facts(place) for place in places]:
        return
    event_type.places.all().delete()
    for position, place in enumerate(places):
        place.event_type, place.position = event_type, position
    Place.objects.bulk_create(places)


def _facts(place: Place) -> tuple[str, ...]:
    return tuple(getattr(place, fact) for fact in FACTS)
