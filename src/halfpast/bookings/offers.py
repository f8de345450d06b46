"""An event type as availability computes with it: its rules, its hosts' time, what was booked of it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from halfpast.availability import Group, Hours, Interval, Offer, Rules
from halfpast.availability.clock import ceil_minute, floor_minute
from halfpast.bookings.host_times import LONGEST_PERIOD, Member, members_of
from halfpast.bookings.models import Appointment
from halfpast.event_types.models import Assignment, EventType

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ask:
    """What is asked of an event type: slots of one of its lengths, perhaps of some of its hosts only.

    `moving` is an appointment that does not stand in its own way: slots that all of its own hosts can take.
    """

    event_type: EventType
    length: timedelta
    now: datetime
    only: Collection[int] | None = None
    moving: Appointment | None = None

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.event_type, self.length)

    def reach(self, window: Interval) -> Interval:
        """Everything that a slot of the window, with its buffers, could touch."""
        after = self.rules.duration + self.rules.buffer_after
        return Interval(window.start - self.rules.buffer_before, window.end + after)

    def members(self, window: Interval, *, only: Collection[int] | None = None) -> list[Member]:
        moving = self.moving.pk if self.moving else 0
        wanted = self.only if only is None else only
        return members_of(self.event_type.pk, self.reach(window), self.now, only=wanted, moving=moving)

    def offer(self, window: Interval, members: Sequence[Member] | None = None) -> Offer:
        found = self.members(window) if members is None else members
        groups = [Group(needed, [found[place].time for place in places]) for needed, places in self.groups_of(found)]
        return Offer(self.rules, groups, self._clock, self._booked(window) if self.rules.caps else ())

    def groups_of(self, members: Sequence[Member]) -> list[tuple[int, list[int]]]:
        """How many are needed of the hosts at these places of the list; nothing is needed of nobody."""
        if self.moving is not None:
            return [(len(members), list(range(len(members))))] if members else []
        return groups_of(self.event_type, [member.group_id for member in members])

    @property
    def _clock(self) -> Hours:
        """By the dates of the event type's schedule its caps are counted."""
        return Hours(self.event_type.schedule.time_zone, {})

    def _booked(self, window: Interval) -> list[tuple[int, int]]:
        rows = Appointment.objects.holding_time(self.now).filter(
            event_type=self.event_type, start__gte=window.start - LONGEST_PERIOD, start__lt=window.end + LONGEST_PERIOD
        )
        if self.moving is not None:
            rows = rows.exclude(pk=self.moving.pk)
        return [(floor_minute(start), ceil_minute(end)) for start, end in rows.values_list("start", "end")]


def groups_of(event_type: EventType, group_ids: Sequence[int | None]) -> list[tuple[int, list[int]]]:
    """For hosts in order, each with its group: how many are needed of the hosts at these places."""
    places = list(range(len(group_ids)))
    match event_type.assignment:
        case Assignment.ALL:
            return [(len(places), places)] if places else []
        case Assignment.GROUPS:
            return list(_stored_groups(event_type, group_ids))
    return [(1, places)] if places else []


def _stored_groups(event_type: EventType, group_ids: Sequence[int | None]) -> Iterator[tuple[int, list[int]]]:
    for group in event_type.host_groups.all():
        yield group.needed, [place for place, group_id in enumerate(group_ids) if group_id == group.pk]


def rules_of(event_type: EventType, length: timedelta) -> Rules:
    is_rolling = event_type.bookable_from is None
    return Rules(
        duration=length,
        step=timedelta(minutes=event_type.slot_step_minutes),
        buffer_before=timedelta(minutes=event_type.buffer_before_minutes),
        buffer_after=timedelta(minutes=event_type.buffer_after_minutes),
        minimum_notice=timedelta(minutes=event_type.minimum_notice_minutes),
        horizon=timedelta(days=event_type.horizon_days) if is_rolling else None,
        dates=None if is_rolling else _dates(event_type),
        caps=event_type.caps,
    )


def _dates(event_type: EventType) -> Interval | None:
    """From the first date's midnight to that after the last one, by the clock of the event type's schedule."""
    first, last = event_type.bookable_from, event_type.bookable_until
    if first is None or last is None:
        return None
    zone = ZoneInfo(event_type.schedule.time_zone)
    return Interval(datetime.combine(first, time.min, zone), datetime.combine(last + DAY, time.min, zone))
