"""A place whose account cannot be used now, and what guests get instead."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from halfpast.accounts.models import User
from halfpast.bookings.places import account_of, can_hold, first_usable_place, needs_connection
from halfpast.event_types.models import Assignment, EventType, OnUnavailable


class Instead(Enum):
    """Worst first."""

    NOTHING = "nothing"
    NO_LINK = "no link"
    NEXT_PLACE = "next place"
    # The dead place is not the first: guests only miss one of their choices.
    OTHER_PLACES = "other places"
    # Of a round robin: whoever of the others can hold it.
    OTHER_HOSTS = "other hosts"


def dead_kind(event_type: EventType) -> str:
    """The kind of place this type names and none of its hosts can hold now; empty when there is no such kind."""
    hosts = list(event_type.hosts.all())
    return next((kind for kind in _kinds_of(event_type) if hosts and not _who_can_hold(kind, hosts)), "")


def holder_of(event_type: EventType, kind: str, reader: User) -> User | None:
    """Whose account a dead kind is about: of several hosts the reader, then the first who has an account at all."""
    hosts = list(event_type.hosts.all())
    with_account = (host for host in hosts if account_of(kind, host) is not None)
    return next((host for host in hosts if host == reader), None) or next(with_account, next(iter(hosts), None))


def passed_over(event_type: EventType, kind: str) -> list[User]:
    """Hosts of a round robin whose turn others take at this kind of place, because their account cannot be used."""
    hosts = list(event_type.hosts.all())
    if event_type.assignment != Assignment.ANY or kind not in _kinds_of(event_type):
        return []
    able = _who_can_hold(kind, hosts)
    return [host for host in hosts if host not in able] if able else []


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
    mine = (each for each in event_types if each.is_active and host in each.hosts.all())
    return [each for each in mine if dead_kind(each) == kind]


def skipped_types(host: User, kind: str, event_types: Iterable[EventType]) -> list[EventType]:
    """Where others take this host's turn; likewise without further queries."""
    return [each for each in event_types if each.is_active and host in passed_over(each, kind)]


def _kinds_of(event_type: EventType) -> list[str]:
    return [place.kind for place in event_type.places.all() if needs_connection(place.kind)]


def _who_can_hold(kind: str, hosts: Iterable[User]) -> list[User]:
    return [host for host in hosts if can_hold(kind, host)]
