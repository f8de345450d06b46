"""How many bookings a change of hours left outside of them: they are never moved by it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from halfpast.availability.clock import ceil_minute, floor_minute
from halfpast.availability.working_time import WorkingRun, working_runs
from halfpast.bookings.models import Appointment, AppointmentState
from halfpast.event_types.models import EventTypeHost
from halfpast.schedules.hours import hours_of, journeys_of
from halfpast.schedules.models import Schedule


def count_outside(schedule: Schedule, now: datetime) -> int:
    """Confirmed appointments of its owner by this schedule, not over yet, with minutes that are not working time.

    Working time as if nothing were closed: holidays and absences do not count.
    """
    times = list(_appointments_by(schedule).filter(end__gt=now).order_by("start").values_list("start", "end"))
    if not times:
        return 0
    minutes = [(floor_minute(start), ceil_minute(end)) for start, end in times]
    hours = hours_of(schedule, journeys_of(schedule.owner))
    runs = working_runs(hours, minutes[0][0], max(end for _start, end in minutes))
    return sum(not _is_inside(runs, start, end) for start, end in minutes)


def _appointments_by(schedule: Schedule) -> QuerySet[Appointment]:
    """By the rule of `EventTypeHost.schedule`: the host's own for the type, else the type's, else the oldest."""
    host = schedule.owner_id
    named = EventTypeHost.objects.filter(event_type=OuterRef("event_type"), user=host).values("schedule_id")[:1]
    oldest = Schedule.objects.filter(owner=host).order_by("pk").values("pk")[:1]
    of_type = Case(When(event_type__schedule__owner=host, then=F("event_type__schedule_id")))
    used = Coalesce(Subquery(named), of_type, Subquery(oldest), output_field=BigIntegerField())
    held = Appointment.objects.filter(reservations__host=host, reservations__active=True)
    return held.alias(used=used).filter(state=AppointmentState.CONFIRMED, used=schedule.pk)


def _is_inside(runs: list[WorkingRun], start: int, end: int) -> bool:
    before = bisect_right(runs, start, key=lambda run: run.start)
    return before > 0 and end <= runs[before - 1].end
