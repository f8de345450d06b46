"""How many of an event type's hosts are needed, and when too few are free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from halfpast.bookings.offers import groups_of
from halfpast.bookings.openings import HostExplained
from halfpast.dashboard.explained_day.against import Against
from halfpast.event_types.models import Assignment, EventType


def who_is_needed(event_type: EventType) -> str:
    """For several hosts."""
    match event_type.assignment:
        case Assignment.ALL:
            return _("A time is offered when all hosts are free.")
        case Assignment.GROUPS:
            needed = ", ".join(f"{group.needed} × {group.name}" for group in event_type.host_groups.all())
            return _("A time is offered when enough of each group are free: %(needed)s.") % {"needed": needed}
    return _("A time is offered when any one of the hosts is free.")


def who_is_lacking(event_type: EventType, hosts: Sequence[HostExplained], free: Sequence[bool]) -> Iterator[Against]:
    groups = groups_of(event_type, [host.group_id for host in hosts])
    names = [group.name for group in event_type.host_groups.all()] if len(groups) > 1 else [""]
    for (needed, places), name in zip(groups, names, strict=False):
        found = sum(free[place] for place in places)
        if found < needed:
            words = _lacking(needed, found)
            yield Against(f"{name}: {words}" if name and event_type.assignment == Assignment.GROUPS else words)


def _lacking(needed: int, found: int) -> str:
    if found == 0:
        return _("Nobody is free.")
    return _("Too few are free: %(found)d of the %(needed)d that are needed.") % {"found": found, "needed": needed}
