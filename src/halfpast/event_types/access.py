"""Which event types somebody may see and change, by whichever door they come."""

from django.db.models import QuerySet

from halfpast.accounts.access import sees_all
from halfpast.accounts.models import Membership
from halfpast.event_types.models import EventType


def seen_event_types(membership: Membership, *, among: QuerySet[EventType] | None = None) -> QuerySet[EventType]:
    rows = EventType.objects.all() if among is None else among
    rows = rows.filter(workspace=membership.workspace_id)
    return rows if sees_all(membership) else rows.filter(hosts=membership.user_id)
