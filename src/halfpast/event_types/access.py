"""Which event types somebody may see and change, by whichever door they come."""

from django.db.models import QuerySet

from halfpast.accounts.access import sees_all
from halfpast.accounts.models import Membership
from halfpast.event_types.models import EventType, EventTypeHost


def seen_event_types(membership: Membership, *, among: QuerySet[EventType] | None = None) -> QuerySet[EventType]:
    rows = EventType.objects.all() if among is None else among
    rows = rows.filter(workspace=membership.workspace_id)
    if sees_all(membership):
        return rows
    # Asked apart and not joined: each comes once, whatever else is asked of its hosts.
    return rows.filter(pk__in=EventTypeHost.objects.filter(user=membership.user_id).values("event_type"))
