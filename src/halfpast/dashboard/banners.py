"""What stands on top of a host's pages while a provider cannot be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from halfpast.accounts.models import User
from halfpast.bookings.places import NEEDS_CONNECTION, account_of, name_of
from halfpast.connections.models import Connection, Provider, VendorApp
from halfpast.dashboard.dead_places import Instead, hit_types, instead_of_dead, skipped_types
from halfpast.event_types.models import EventType, PlaceKind


@dataclass(frozen=True)
class Outcome:
    words: str
    event_types: Sequence[EventType]


@dataclass(frozen=True)
class DeadBanner:
    """`reason` is the provider's own, where there is one; `outcomes` say what guests get now.

    `count`: how many could be given another place.
    """

    title: str
    reason: str
    outcomes: tuple[Outcome, ...]
    count: int


@dataclass(frozen=True)
class Banners:
    dead: DeadBanner | None
    app_trouble: str


def banners_for(host: User, event_types: Sequence[EventType]) -> Banners:
    """One query beside those of `event_types_to_book`."""
    return Banners(_dead(host, event_types), _app_trouble(event_types))


def _dead(host: User, event_types: Sequence[EventType]) -> DeadBanner | None:
    for kind in NEEDS_CONNECTION:
        hit, skipped = hit_types(host, kind, event_types), skipped_types(host, kind, event_types)
        for known in [*hit, *skipped][:1]:
            account = account_of(kind, next(each for each in known.hosts.all() if each == host))
            title = _title(kind, account, len(hit) + len(skipped))
            return DeadBanner(title, _reason(account), _outcomes(hit, skipped), len(hit))
    return None


def _title(kind: str, account: Connection | None, count: int) -> str:
    if account is None:
        words = ngettext(
            "%(provider)s is not connected, and %(count)d event type uses it",
            "%(provider)s is not connected, and %(count)d event types use it",
            count,
        )
    elif not account.is_working:
        words = ngettext(
            "%(provider)s has to be connected again: %(count)d event type uses it",
            "%(provider)s has to be connected again: %(count)d event types use it",
            count,
        )
    else:
        words = ngettext(
            "%(provider)s lets us make no meetings, and %(count)d event type uses it",
            "%(provider)s lets us make no meetings, and %(count)d event types use it",
            count,
        )
    return words % {"provider": name_of(kind), "count": count}


def _reason(account: Connection | None) -> str:
    return account.last_error if account is not None and not account.is_working else ""


def _outcomes(hit: Sequence[EventType], skipped: Sequence[EventType]) -> tuple[Outcome, ...]:
    """Worst first."""
    by_outcome: dict[Instead | None, list[EventType]] = defaultdict(list)
    for each in hit:
        by_outcome[instead_of_dead(each)].append(each)
    by_outcome[Instead.OTHER_HOSTS] = list(skipped)
    found = ((instead, by_outcome[instead]) for instead in Instead if by_outcome.get(instead))
    return tuple(Outcome(_sentence(instead, len(types)), types) for instead, types in found)


def _sentence(instead: Instead, count: int) -> str:
    match instead:
        case Instead.NOTHING:
            words = ngettext("%(count)d event type cannot be booked:", "%(count)d event types cannot be booked:", count)
        case Instead.NO_LINK:
            words = ngettext(
                "%(count)d event type is booked without a link: you are asked to send one:",
                "%(count)d event types are booked without a link: you are asked to send one:",
                count,
            )
        case Instead.NEXT_PLACE:
            words = ngettext(
                "%(count)d event type is booked at the next place of its list:",
                "%(count)d event types are booked at the next place of their list:",
                count,
            )
        case Instead.OTHER_HOSTS:
            words = ngettext(
                "%(count)d event type is booked there with its other hosts only:",
                "%(count)d event types are booked there with their other hosts only:",
                count,
            )
        case Instead.OTHER_PLACES:
            words = ngettext(
                "%(count)d event type is booked at its other places only:",
                "%(count)d event types are booked at their other places only:",
                count,
            )
    return words % {"count": count}


def _app_trouble(event_types: Iterable[EventType]) -> str:
    """What the vendor holds against the operator's app, while anything here depends on it."""
    if not any(place.kind == PlaceKind.ZOOM for each in event_types for place in each.places.all()):
        return ""
    troubles = VendorApp.objects.filter(provider=Provider.ZOOM).exclude(trouble="")
    return troubles.values_list("trouble", flat=True).first() or ""
