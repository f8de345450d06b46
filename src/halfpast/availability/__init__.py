"""Which starts a guest may book, and why a start is not one of them: pure, no Django, no input or output."""

from halfpast.availability.hours import Hours, HoursRange, InvalidHours
from halfpast.availability.intervals import Interval, InvalidInterval
from halfpast.availability.rules import InvalidRules, Rules
from halfpast.availability.slots import Reason, offered_starts, refusal

__all__ = [
    "Hours",
    "HoursRange",
    "Interval",
    "InvalidHours",
    "InvalidInterval",
    "InvalidRules",
    "Reason",
    "Rules",
    "offered_starts",
    "refusal",
]
