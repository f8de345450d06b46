"""A host's journeys and absences: what they may be, and how they come and go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import User
from halfpast.schedules.models import OutOfOffice, Travel
from halfpast.web.local_time import long_date
from halfpast.web.zones import known_zone

LONGEST_DAYS = 366


class JourneysOverlap(Exception):
    """The host's clock would be in two zones on one date."""

    def __init__(self, other: Travel) -> None:
        super().__init__()
        dates = {"first": long_date(other.first_date), "last": long_date(other.last_date)}
        self.message = (
            _("You are on another journey from %(first)s to %(last)s. Choose other dates, or remove that one first.")
            % dates
        )


@dataclass(frozen=True)
class DateProblem:
    """A reason to refuse new dates, at the field that has to change."""

    field: str
    message: Promise


def date_problems(first: date, last: date, today: date) -> Iterator[DateProblem]:
    """Of dates that are new, both included; `today` is the host's."""
    if first < today:
        yield DateProblem("first_date", _("This date has passed. Choose a later one."))
    if last < first:
        yield DateProblem("last_date", _("This is before the first date. Choose the same date or a later one."))
    elif (last - first).days >= LONGEST_DAYS:
        yield DateProblem("last_date", _("Choose at most 366 days, and add the rest later."))


def today_of(host: User, now: datetime) -> date:
    return now.astimezone(known_zone(host.time_zone) or ZoneInfo("UTC")).date()


def add_travel(host: User, first: date, last: date, time_zone: str) -> Travel:
    """Raises JourneysOverlap."""
    try:
        with transaction.atomic():
            availability_changed([host.pk])
            return Travel.objects.create(user=host, first_date=first, last_date=last, time_zone=time_zone)
    except IntegrityError as refused:
        other = host.travels.filter(first_date__lte=last, last_date__gte=first).first()
        if other is None:
            raise
        raise JourneysOverlap(other) from refused


@transaction.atomic
def add_absence(host: User, first: date, last: date, *, message: str, colleague: User | None) -> OutOfOffice:
    availability_changed([host.pk])
    return OutOfOffice.objects.create(user=host, first_date=first, last_date=last, message=message, colleague=colleague)


@transaction.atomic
def remove(away: Travel | OutOfOffice) -> None:
    availability_changed([away.user_id])
    away.delete()
