"""Event types that are switched on and yet take no bookings: those with the same cause are told of together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfpast.accounts.models import User
from halfpast.bookings.openings import bookability
from halfpast.bookings.places import NEEDS_CONNECTION, account_of, name_of
from halfpast.dashboard.dead_places import dead_kind, hit_types, holder_of
from halfpast.event_types.models import EventType


@dataclass(frozen=True)
class Cause:
    """`holder` is whose account it is about, None when it is about no account."""

    words: str
    holder: User | None


@dataclass(frozen=True)
class ClosedTypes:
    title: str
    cause: str
    event_types: Sequence[EventType]


def closed_types(reader: User, event_types: Sequence[EventType]) -> list[ClosedTypes]:
    """Without those that the banner about the reader's own account speaks of."""
    told = {each.pk for kind in NEEDS_CONNECTION for each in hit_types(reader, kind, event_types)}
    by_cause: dict[Cause, list[EventType]] = defaultdict(list)
    for each in event_types:
        now = bookability(each)
        if each.is_active and not now.ok and each.pk not in told:
            by_cause[cause_of(each, reader, now.reason)].append(each)
    return [ClosedTypes(_title(closed), cause.words, closed) for cause, closed in by_cause.items()]


def cause_of(event_type: EventType, reader: User, reason: str) -> Cause:
    """Why it takes no bookings; `reason` is what its guests are told."""
    kind = dead_kind(event_type)
    holder = holder_of(event_type, kind, reader) if kind else None
    if holder is None:
        return Cause(reason, None)
    return Cause(reason if holder == reader else _whose(kind, holder), holder)


def _whose(kind: str, holder: User) -> str:
    account = account_of(kind, holder)
    if account is None:
        words = _("%(name)s has not connected %(provider)s.")
    elif not account.is_working:
        words = _("%(name)s's %(provider)s has to be connected again.")
    else:
        words = _("%(name)s's %(provider)s lets us make no meetings.")
    return words % {"name": holder.name, "provider": name_of(kind)}


def _title(closed: Sequence[EventType]) -> str:
    count = len(closed)
    words = ngettext("“%(title)s” takes no bookings", "%(count)d event types take no bookings", count)
    return words % {"title": closed[0].title, "count": count}
