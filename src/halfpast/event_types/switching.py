"""One place put where another kind of place stands, in many event types at once."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from django.db import transaction

from halfpast.event_types.models import EventType, Place
from halfpast.event_types.saving import FACTS


@transaction.atomic
def switch_places(event_types: Iterable[EventType], kind: str, place: Place) -> int:
    """All of them or none; answers how many had a place of this kind."""
    ids = [event_type.pk for event_type in event_types]
    rows = EventType.objects.select_for_update(no_key=True).filter(pk__in=ids)
    return sum(_switch(event_type, kind, place) for event_type in rows.order_by("pk"))


def _switch(event_type: EventType, kind: str, place: Place) -> bool:
    """The other places keep their ids; the new one gets one of its own, so that nobody books it unseen."""
    present = list(event_type.places.order_by("position"))
    old = next((each for each in present if each.kind == kind), None)
    if old is None:
        return False
    fresh = copy(place)
    fresh.event_type, fresh.position = event_type, old.position
    old.delete()
    for twin in (each for each in present if each is not old and _facts(each) == _facts(place)):
        twin.delete()
    fresh.save()
    return True


def _facts(place: Place) -> list[str]:
    return [getattr(place, fact) for fact in FACTS]
