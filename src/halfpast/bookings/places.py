"""Which of an event type's places can be used now, and by which of its hosts."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from halfpast.accounts.models import User
from halfpast.bookings.models import Appointment, LinkState
from halfpast.connections import health
from halfpast.connections.models import Connection, Provider
from halfpast.event_types.models import Assignment, Call, EventType, OnUnavailable, Place, PlaceKind
from halfpast.providers.conferencing import Capability
from halfpast.providers.registry import CONFERENCING

NEEDS_CONNECTION = {PlaceKind.ZOOM: Provider.ZOOM}


def needs_connection(kind: str) -> bool:
    return kind in NEEDS_CONNECTION


def account_of(kind: str, host: User) -> Connection | None:
    """The host's connection for a kind of place, dead or alive; no query when the host's connections are prefetched."""
    provider = NEEDS_CONNECTION[PlaceKind(kind)]
    return next((each for each in host.connections.all() if each.provider == provider), None)


def connection_for(kind: str, host: User) -> Connection | None:
    """The same, if it works."""
    connection = account_of(kind, host)
    return connection if connection is not None and connection.is_working else None


def can_hold(kind: str, host: User) -> bool:
    """Whether meetings of this kind can be made in the host's account."""
    connection = connection_for(kind, host)
    return connection is not None and allows(connection, Capability.MAKE)


def allows(connection: Connection, capability: Capability) -> bool:
    """Whether the grant covers this; everything is presumed allowed when the vendor did not name what it granted."""
    return capability in CONFERENCING[connection.provider].capabilities(frozenset(connection.scopes))


def why_not_allowed(kind: str, capability: Capability) -> str:
    return CONFERENCING[NEEDS_CONNECTION[PlaceKind(kind)]].why_not_allowed(capability)


def is_usable(place: Place, host: User) -> bool:
    return _asks_nothing(place) or can_hold(place.kind, host)


def holders(place: Place, hosts: Sequence[User], start: datetime) -> list[User]:
    """Who of them can hold an appointment there, with a link made before it begins.

    Everybody, where nobody can and the event type is then booked without a link.
    """
    if not needs_connection(place.kind):
        return list(hosts)
    able = [host for host in hosts if can_hold(place.kind, host)]
    provider = NEEDS_CONNECTION[PlaceKind(place.kind)]
    closed = health.closed_for([host.pk for host in able], provider, start) if able else set()
    in_time = [host for host in able if host.pk not in closed]
    return in_time or (list(hosts) if _asks_nothing(place) else [])


def _asks_nothing(place: Place) -> bool:
    return not needs_connection(place.kind) or place.event_type.on_unavailable == OnUnavailable.BOOK_WITHOUT_LINK


def why_unusable(place: Place, host: User) -> str:
    """For the guest, of a place that is not usable now."""
    connection = account_of(place.kind, host)
    if connection is None:
        words = _("The host has not connected %(provider)s, so no meeting link could be made.")
    elif not connection.is_working:
        words = _("The host has to connect %(provider)s again before a meeting link can be made.")
    else:
        words = _("The host's %(provider)s account does not let us make meetings, so there would be no link.")
    return words % {"provider": name_of(place.kind)}


def usable_places(event_type: EventType) -> list[Place]:
    """The places a guest may choose from now, in the host's order: one of the hosts can hold them."""
    hosts = list(event_type.hosts.all())
    return [place for place in _ordered(event_type) if any(is_usable(place, host) for host in hosts)]


def able_hosts(event_type: EventType) -> list[int] | None:
    """Those an appointment may be given to; None: all of them. A round robin skips whose account does not work."""
    hosts = list(event_type.hosts.all())
    if len(hosts) == 1 or event_type.assignment != Assignment.ANY:
        return None
    tried = _tried(event_type)
    able = [host.pk for host in hosts if any(is_usable(place, host) for place in tried)]
    return None if len(able) == len(hosts) else able


def first_usable_place(event_type: EventType) -> Place | None:
    """The place a booking gets unless the guest chooses; none when the host would rather refuse than fall back."""
    hosts = list(event_type.hosts.all())
    return next((place for place in _tried(event_type) if any(is_usable(place, host) for host in hosts)), None)


def why_none_usable(event_type: EventType) -> str:
    """For the guest, when `first_usable_place` found none."""
    places, hosts = _ordered(event_type), list(event_type.hosts.all())
    unusable = next((place for place in places if not any(is_usable(place, host) for host in hosts)), None)
    return why_unusable(unusable, hosts[0]) if unusable else _("The host has not said yet where to meet.")


def next_place(event_type: EventType, after_kind: str, host: User | None = None) -> Place | None:
    """Where an accepted appointment goes when its place failed: a place that needs nothing more from the guest.

    Without its host: where appointments of this type would go.
    """
    if event_type.on_unavailable != OnUnavailable.FALLBACK:
        return None
    hosts = list(event_type.hosts.all()) if host is None else [host]
    places = _ordered(event_type)
    failed = next((index for index, place in enumerate(places) if place.kind == after_kind), len(places))
    candidates = [p for p in places[failed + 1 :] if p.kind != after_kind and p.call != Call.HOST_CALLS]
    return next((place for place in candidates if any(is_usable(place, each) for each in hosts)), None)


def put(appointment: Appointment, place: Place, *, fallback_from: str = "") -> None:
    """Write a place into an appointment as it is now; the caller saves it."""
    appointment.place_kind = place.kind
    appointment.place = {"address": place.address, "call": place.call, "number": place.number, "url": place.url}
    appointment.fallback_from = fallback_from
    appointment.link_state = LinkState.MAKING if needs_connection(place.kind) else LinkState.NOT_NEEDED


def name_of(kind: str) -> str:
    return str(PlaceKind(kind).label) if kind else _("a place")


def _tried(event_type: EventType) -> list[Place]:
    """The places that a guest who chooses none may get: only the first where the host would rather refuse."""
    places = _ordered(event_type)
    return places[:1] if event_type.on_unavailable == OnUnavailable.REFUSE else places


def _ordered(event_type: EventType) -> list[Place]:
    places = list(event_type.places.all())
    for place in places:
        place.event_type = event_type
    return places
