"""Between which dates an event type can be booked, when that is not so many days ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

FURTHEST = timedelta(days=3660)


@dataclass(frozen=True)
class DateMistake:
    """`field` is the name of the event type's field that it is about."""

    field: str
    words: str


def date_mistake(
    first: date | None, last: date | None, *, was: tuple[date | None, date | None], today: date
) -> DateMistake | None:
    """Dates that `was` has already may have passed meanwhile."""
    if first is None and last is None:
        return None
    if first is None:
        return DateMistake("bookable_from", _("Choose the first date too."))
    if last is None:
        return DateMistake("bookable_until", _("Choose the last date too."))
    if last < first:
        return DateMistake("bookable_until", _("This is before the first date. Choose the same date or a later one."))
    if (first, last) == was:
        return None
    return _out_of_reach(first, last, today)


def _out_of_reach(first: date, last: date, today: date) -> DateMistake | None:
    if last < today:
        return DateMistake("bookable_until", _("This date has passed. Choose a later one."))
    if first > today + FURTHEST:
        return DateMistake("bookable_from", _("Choose a date within the next ten years."))
    if last > today + FURTHEST:
        return DateMistake("bookable_until", _("Choose a date within the next ten years."))
    return None
