"""What a host should know of an event type at a glance, and what its guests get because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from halfpast.bookings.meetings.rows import in_words
from halfpast.bookings.models import Meeting
from halfpast.bookings.openings import Bookability
from halfpast.bookings.places import NEEDS_CONNECTION, connection_for, name_of
from halfpast.dashboard.booking_rows import Chip
from halfpast.dashboard.dead_places import Instead, dead_kind, instead_of_dead, passed_over
from halfpast.event_types.models import EventType, PlaceKind
from halfpast.providers.zoom_plans import BASIC, BASIC_MINUTES

# Long enough for a type that is booked now and then; older meetings tell of settings that may have changed since.
RECENT = timedelta(days=30)


def chips_of(event_type: EventType, bookable: Bookability, dropped: Sequence[str]) -> list[Chip]:
    return [_state(event_type, bookable), *_warnings(event_type, dropped)]


def dropped_options(event_types: Sequence[EventType], now: datetime) -> Mapping[int, Sequence[str]]:
    """By event type: what the provider did not apply to the latest meeting; one query for any number of types."""
    rows = Meeting.objects.filter(
        is_current=True,
        appointment__event_type__in=event_types,
        appointment__start__gt=now - RECENT,
    )
    latest = rows.order_by("appointment__event_type_id", "-created_at", "-pk").distinct("appointment__event_type_id")
    return dict(latest.values_list("appointment__event_type_id", "not_applied"))


def _state(event_type: EventType, bookable: Bookability) -> Chip:
    if bookable.ok:
        return Chip("good", _("Bookable"))
    return Chip("bad", _("Not bookable")) if event_type.is_active else Chip("", _("Switched off"))


def _warnings(event_type: EventType, dropped: Sequence[str]) -> Iterator[Chip]:
    kind = dead_kind(event_type)
    if kind and (words := _instead_in_words(event_type, kind)):
        yield Chip("wait", words)
    for each in NEEDS_CONNECTION:
        if passed_over(event_type, each):
            yield Chip("wait", _("Skips hosts without %(provider)s") % {"provider": name_of(each)})
    if _is_cut_short(event_type):
        yield Chip("wait", _("Meetings end after %(minutes)d minutes") % {"minutes": BASIC_MINUTES})
    # An option that the host has given up meanwhile is no news.
    if still_wanted := [name for name in dropped if _asks_for(event_type, name)]:
        words = _("%(provider)s did not apply: %(options)s")
        yield Chip("wait", words % {"provider": name_of(PlaceKind.ZOOM), "options": in_words(still_wanted)})


def _instead_in_words(event_type: EventType, kind: str) -> str:
    match instead_of_dead(event_type):
        case Instead.NEXT_PLACE:
            return _("Uses the next place")
        case Instead.OTHER_PLACES:
            return _("%(provider)s is not offered") % {"provider": name_of(kind)}
        case Instead.NO_LINK:
            return _("Booked without a link")
    return ""


def _is_cut_short(event_type: EventType) -> bool:
    """Zoom ends the meetings of free accounts after forty minutes."""
    uses_zoom = any(place.kind == PlaceKind.ZOOM for place in event_type.places.all())
    if not uses_zoom or max(event_type.durations) <= BASIC_MINUTES:
        return False
    accounts = [connection_for(PlaceKind.ZOOM, host) for host in event_type.hosts.all()]
    return any(account is not None and account.plan_type == BASIC for account in accounts)


def _asks_for(event_type: EventType, option: str) -> bool:
    wanted: Any = getattr(event_type, option, None)
    return wanted not in (None, "", [])
