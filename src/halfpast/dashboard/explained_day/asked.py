"""One day of an event type, as it is asked to be explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from halfpast.accounts.models import Membership, User
from halfpast.availability import Hours, Interval, Rules
from halfpast.bookings.offers import rules_of
from halfpast.bookings.time_choice.month import midnight
from halfpast.event_types.models import EventType

DAY = timedelta(days=1)


@dataclass(frozen=True)
class AskedDay:
    """The date is one of the event type's schedule; the reader is the member who asks."""

    event_type: EventType
    day: date
    length: timedelta
    now: datetime
    reader: Membership

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.event_type.schedule.time_zone)

    @cached_property
    def window(self) -> Interval:
        """Empty on a date that the zone's clock skips."""
        return Interval(midnight(self.day, self.zone), midnight(self.day + DAY, self.zone))

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.event_type, self.length)

    @cached_property
    def people(self) -> dict[int, User]:
        return {host.pk: host for host in self.event_type.hosts.all()}

    def is_reader(self, host_id: int) -> bool:
        return host_id == self.reader.user_id

    def slot(self, start: datetime) -> Interval:
        return Interval(start, start + self.length)

    def held(self, start: datetime) -> Interval:
        """What a slot takes with the free time around it."""
        return Interval(start - self.rules.buffer_before, start + self.length + self.rules.buffer_after)


def dates_of(hours: Hours, span: Interval) -> list[date]:
    """The dates of a host's clock that a span of time touches."""
    first, last = local_date(hours, span.start), local_date(hours, max(span.start, span.end - timedelta(minutes=1)))
    return [first + n * DAY for n in range((last - first).days + 1)]


def local_date(hours: Hours, instant: datetime) -> date:
    """On a journey that of its zone."""
    at_home = instant.astimezone(ZoneInfo(hours.time_zone)).date()
    return instant.astimezone(ZoneInfo(hours.zone_on(at_home))).date()
