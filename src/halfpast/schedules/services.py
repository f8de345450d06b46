"""Schedules are made and deleted; what is in them is saved by `hours`."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import User
from halfpast.schedules.hours import HolidaysKept, ScheduleHours, save_hours
from halfpast.schedules.models import Schedule


class ScheduleInUse(Exception):
    """Event types need it: give them another one first."""


@transaction.atomic
def add_schedule(owner: User, name: str, hours: ScheduleHours, holidays: HolidaysKept | None = None) -> Schedule:
    made = Schedule.objects.create(owner=owner, name=name, time_zone=hours.time_zone)
    save_hours(made, hours, holidays)
    return made


def delete_schedule(schedule: Schedule) -> None:
    """Raises ScheduleInUse."""
    try:
        with transaction.atomic():
            availability_changed([schedule.owner_id])
            schedule.delete()
    # The second when an event type takes it at this very moment.
    except (ProtectedError, IntegrityError) as refused:
        raise ScheduleInUse from refused
