"""What a caller may see and change: the same as in the dashboard, with all that the API's objects tell."""

from __future__ import annotations

from http import HTTPStatus

from django.db.models import QuerySet

from halfpast.accounts import access as accounts
from halfpast.accounts.models import Membership, User
from halfpast.api.problems import ApiError
from halfpast.bookings import access as bookings
from halfpast.bookings.models import Booking
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.event_types import access as event_types
from halfpast.event_types.models import EventType


def membership_of(user: User) -> Membership:
    try:
        return accounts.membership_of(user)
    except Membership.DoesNotExist:
        detail = "You are not a member of a workspace."
        raise ApiError(HTTPStatus.FORBIDDEN, "forbidden", "No workspace", detail) from None


def seen_event_types(user: User) -> QuerySet[EventType]:
    return event_types.seen_event_types(membership_of(user), among=event_types_to_book())


def seen_bookings(user: User) -> QuerySet[Booking]:
    """With all that a booking object tells, in a constant number of queries."""
    rows = bookings.seen_bookings(membership_of(user)).select_related("appointment__event_type__workspace")
    return rows.prefetch_related("appointment__meetings", "appointment__reservations")


def possible_hosts(user: User) -> set[int]:
    """Whom the caller may name as a host."""
    membership = membership_of(user)
    if not accounts.sees_all(membership):
        return {user.pk}
    return set(Membership.objects.filter(workspace=membership.workspace).values_list("user_id", flat=True))
