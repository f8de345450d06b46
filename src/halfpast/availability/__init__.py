"""Which starts a guest may book, and why a start is not one of them: pure, no Django, no input or output."""

from halfpast.availability.hours import Hours, HoursRange, InvalidHours, Travel
from halfpast.availability.intervals import Interval, InvalidInterval, Slot
from halfpast.availability.rules import Cap, InvalidRules, Period, Rules
from halfpast.availability.slots import (
    Explanation,
    Group,
    HostTime,
    Offer,
    Reason,
    explained,
    free_hosts,
    offered_starts,
    refusal,
)

__all__ = [
    "Cap",
    "Explanation",
    "Group",
    "HostTime",
    "Hours",
    "HoursRange",
    "Interval",
    "InvalidHours",
    "InvalidInterval",
    "InvalidRules",
    "Offer",
    "Period",
    "Reason",
    "Rules",
    "Slot",
    "Travel",
    "explained",
    "free_hosts",
    "offered_starts",
    "refusal",
]
