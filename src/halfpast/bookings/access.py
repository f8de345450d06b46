"""Which bookings somebody may see and change, by whichever door they come."""

from django.db.models import QuerySet

from halfpast.accounts.access import sees_all
from halfpast.accounts.models import Membership
from halfpast.bookings.models import Booking


def seen_bookings(membership: Membership) -> QuerySet[Booking]:
    """A member's are those that hold their time, whoever hosts the event type by now."""
    rows = Booking.objects.filter(appointment__event_type__workspace=membership.workspace_id)
    return rows if sees_all(membership) else rows.filter(appointment__reservations__host=membership.user_id)
