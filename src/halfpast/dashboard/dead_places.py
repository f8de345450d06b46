"""A place whose account cannot be used now, and what guests get instead."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from halfpast.accounts.models import User
from halfpast.bookings.places import can_hold, first_usable_place, needs_connection
from halfpast.event_types.models import EventType, OnUnavailable


class Instead(Enum):
    """Worst first."""

    NOTHING = "nothing"
    NO_LINK = "no link"
    NEXT_PLACE = "next place"
    # The dead place is not the first: guests only miss one of their choices.
    OTHER_PLACES = "other places"


def host_of(event_type: EventType) -> User | None:
    return next(iter(event_type.hosts.all()), None)


def dead_kind(event_type: EventType) -> str:
    """The kind of place this type names and its host cannot hold now; empty when all of them work."""
    host = host_of(event_type)
    kinds = (place.kind for place in event_type.places.all() if needs_connection(place.kind))
    return next((kind for kind in kinds if host is not None and not can_hold(kind, host)), "")


def instead_of_dead(event_type: EventType) -> Instead | None:
    """What guests get of a type with a dead place; None when it has none, or is switched off."""
    kind = dead_kind(event_type)
    if not kind or not event_type.is_active:
        return None
    if event_type.on_unavailable == OnUnavailable.BOOK_WITHOUT_LINK:
        return Instead.NO_LINK
    if first_usable_place(event_type) is None:
        return Instead.NOTHING
    return Instead.NEXT_PLACE if event_type.places.all()[0].kind == kind else Instead.OTHER_PLACES


def hit_types(host: User, kind: str, event_types: Iterable[EventType]) -> list[EventType]:
    """What this host offers at a kind of place that is dead; from `event_types_to_book`, without further queries."""
    mine = (each for each in event_types if each.is_active and host_of(each) == host)
    return [each for each in mine if dead_kind(each) == kind]
