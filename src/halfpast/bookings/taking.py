"""Take the time of the hosts whose turn it is, so that nobody else takes it while the booking is written."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from halfpast.bookings.host_locks import lock_hosts
from halfpast.bookings.models import Appointment
from halfpast.bookings.openings import why_not
from halfpast.bookings.refusals import TAKEN, NotOffered, PlaceUnavailable, SlotTaken
from halfpast.bookings.teams import Team, takes_all_hosts, team_for
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.bookings.wishes import Wish, places_for, require_phone, slot_of
from halfpast.event_types.models import EventType, EventTypeHost

# So often only those are locked whose turn it is; after that all hosts, and then the answer is final.
TRIES = 3


def take_team(event_type: EventType, wish: Wish, now: datetime) -> Team:
    """Under its hosts' locks. Raises a BookingRefused."""
    if not takes_all_hosts(event_type):
        for _try in range(TRIES):
            team = _locked_if_free(team_now(fresh(event_type), wish, now), now)
            if team is not None:
                return team
    lock_hosts(EventTypeHost.objects.filter(event_type=event_type).values_list("user", flat=True), now)
    return team_now(fresh(event_type), wish, now)


def team_now(event_type: EventType, wish: Wish, now: datetime) -> Team:
    """As things stand. Raises UnknownLength, UnknownPlace, PlaceUnavailable, PhoneNeeded, SlotTaken or NotOffered."""
    slot, places = slot_of(event_type, wish), places_for(event_type, wish)
    require_offered(event_type, slot.start, now, length=slot.end - slot.start)
    team = team_for(event_type, slot, places, now)
    if team is None:
        # Without locks the last host may have been taken since.
        require_offered(event_type, slot.start, now, length=slot.end - slot.start)
        raise PlaceUnavailable(_("Nobody who is free at this time can meet there. Choose another time or place."))
    require_phone(team.place, wish)
    return team


def require_offered(
    event_type: EventType,
    start: datetime,
    now: datetime,
    *,
    length: timedelta | None = None,
    only: Collection[int] | None = None,
    moving: Appointment | None = None,
) -> None:
    """Raises SlotTaken or NotOffered."""
    why = why_not(event_type, start, now, length=length, only=only, moving=moving)
    if why in TAKEN:
        raise SlotTaken((), why)
    if why is not None:
        raise NotOffered(why)


def fresh(event_type: EventType) -> EventType:
    return event_types_to_book().get(pk=event_type.pk)


def _locked_if_free(team: Team, now: datetime) -> Team | None:
    """None when others were faster: their locks are let go before others are taken, so nobody waits in a circle."""
    with suppress(SlotTaken, NotOffered), transaction.atomic():
        lock_hosts(team.host_ids, now)
        event_type = fresh(team.event_type)
        require_offered(event_type, team.slot.start, now, length=team.length, only=team.host_ids)
        return replace(team, event_type=event_type)
    return None
