"""Zoom's scopes in a host's words: what each lets us do, and what its absence costs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfpast.providers.zoom import missing_scopes

WORDS: dict[str, tuple[Promise, Promise]] = {
    "meeting:write:meeting": (
        _("Make the meeting of a booking"),
        _("No meetings can be made, so Zoom cannot be booked."),
    ),
    "meeting:update:meeting": (
        _("Move a meeting with its booking"),
        _("A moved booking gets a new meeting and a new link, and your guest is told."),
    ),
    "meeting:delete:meeting": (
        _("Delete the meeting of a cancelled booking"),
        _("Meetings of cancelled bookings stay at Zoom."),
    ),
    "meeting:read:meeting": (
        _("Read a meeting back after moving it"),
        _("Zoom takes a new time, but we cannot check that it did."),
    ),
    "meeting:read:list_meetings": (
        _("Look for a meeting after an interrupted call"),
        _(
            "After an interrupted call we cannot look whether the meeting was made, so a second one may appear. We "
            "prefer that to a missing link."
        ),
    ),
    "user:read:user": (
        _("See which account is connected"),
        _("We cannot read anew whose account this is, so connecting it again may be refused."),
    ),
}


@dataclass(frozen=True)
class Scope:
    name: str
    allows: Promise
    cost: Promise
    granted: bool


def scopes_in_words(granted: Iterable[str]) -> tuple[Scope, ...]:
    """All that we want, in the order of their weight."""
    missing = missing_scopes(frozenset(granted))
    return tuple(Scope(name, allows, cost, name not in missing) for name, (allows, cost) in WORDS.items())
