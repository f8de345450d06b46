"""What a new host starts with."""

from halfpast.accounts.models import User, Workspace
from halfpast.event_types.models import EventType, EventTypeHost, Place, PlaceKind
from halfpast.schedules.hours import ScheduleHours, office_hours, save_hours
from halfpast.schedules.models import Schedule


def first_schedule(user: User) -> Schedule:
    schedule = Schedule.objects.create(owner=user, name="Working hours", time_zone=user.time_zone)
    save_hours(schedule, ScheduleHours(user.time_zone, office_hours(), {}))
    return schedule


def first_event_type(
    user: User,
    workspace: Workspace,
    schedule: Schedule,
    *,
    title: str = "30 minute meeting",
    slug: str = "30min",
    minutes: int = 30,
) -> EventType:
    """A one-to-one Zoom meeting; until Zoom is connected its page says so."""
    event_type = EventType.objects.create(
        workspace=workspace,
        schedule=schedule,
        title=title,
        slug=slug,
        duration_minutes=minutes,
        slot_step_minutes=min(minutes, 30),
    )
    EventTypeHost.objects.create(event_type=event_type, user=user)
    Place.objects.create(event_type=event_type, position=0, kind=PlaceKind.ZOOM)
    return event_type
