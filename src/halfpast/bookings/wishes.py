"""What a guest asks of an event type besides a name: a start, a length, a place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from halfpast.availability import Interval
from halfpast.bookings import places
from halfpast.bookings.openings import bookability, main_length
from halfpast.bookings.refusals import PhoneNeeded, PlaceUnavailable, UnknownLength, UnknownPlace
from halfpast.event_types.models import Call, EventType, OnUnavailable, Place

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Wish:
    """`length` None: the event type's main one; `place_id` None: the host's first choice."""

    start: datetime
    length: timedelta | None = None
    place_id: int | None = None
    phone: str = ""


def slot_of(event_type: EventType, wish: Wish) -> Interval:
    """Raises UnknownLength."""
    length = main_length(event_type) if wish.length is None else wish.length
    if length not in {minutes * MINUTE for minutes in event_type.durations}:
        lengths = get_text_list([str(minutes) for minutes in event_type.durations], _("or"))
        raise UnknownLength(
            _("That length is not offered. This event type takes %(lengths)s minutes.") % {"lengths": lengths}
        )
    return Interval(wish.start, wish.start + length)


def places_for(event_type: EventType, wish: Wish) -> list[Place]:
    """Where the appointment may be, the first choice first. Raises PlaceUnavailable, UnknownPlace or PhoneNeeded."""
    bookable = bookability(event_type)
    if not bookable.ok:
        raise PlaceUnavailable(bookable.reason)
    found = _places_in_time(event_type, wish.start)
    if wish.place_id is not None:
        found = [_place_named(event_type, wish.place_id, found)]
    elif event_type.on_unavailable == OnUnavailable.REFUSE:
        found = found[:1]
    require_phone(found[0], wish)
    return found


def require_phone(place: Place, wish: Wish) -> None:
    """Raises PhoneNeeded."""
    if place.call == Call.HOST_CALLS and not wish.phone:
        raise PhoneNeeded(_("The host will call you: leave a phone number."))


def _places_in_time(event_type: EventType, start: datetime) -> list[Place]:
    """Where one of the hosts can make a link before the start. Raises PlaceUnavailable."""
    usable, hosts = places.usable_places(event_type), list(event_type.hosts.all())
    in_time = [place for place in usable if places.holders(place, hosts, start)]
    must_be_first = event_type.on_unavailable == OnUnavailable.REFUSE
    if not in_time or (must_be_first and in_time[0] != usable[0]):
        raise PlaceUnavailable(
            _("%(place)s makes no more meetings for the host before this time. Choose a time on a later day.")
            % {"place": places.name_of(usable[0].kind)}
        )
    return in_time


def _place_named(event_type: EventType, place_id: int, usable: list[Place]) -> Place:
    """Raises UnknownPlace or PlaceUnavailable."""
    place = next((each for each in event_type.places.all() if each.pk == place_id), None)
    if place is None:
        raise UnknownPlace(_("This event type is not held there. Choose one of its places."))
    if place not in usable:
        raise PlaceUnavailable(
            _("%(place)s is not available at the moment. Choose another place.") % {"place": places.name_of(place.kind)}
        )
    return place
