"""Which event types need a schedule: as their own hours and clock, or as the hours of one of their hosts."""

from django.db.models import Q, QuerySet

from halfpast.event_types.models import EventType


def event_types_using(schedule_id: int) -> QuerySet[EventType]:
    used = Q(schedule=schedule_id) | Q(host_rows__schedule=schedule_id)
    return EventType.objects.filter(used).order_by("slug").distinct()
