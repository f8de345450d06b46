"""What a caller may see and change. Owners and admins see their workspace, members what they host."""

from __future__ import annotations

from http import HTTPStatus

from django.db.models import QuerySet

from halfpast.accounts.models import Membership, Role, User
from halfpast.api.problems import ApiError
from halfpast.bookings.models import Booking
from halfpast.bookings.openings import event_types_to_book
from halfpast.event_types.models import EventType


def membership_of(user: User) -> Membership:
    membership = Membership.objects.select_related("workspace").filter(user=user).order_by("pk").first()
    if membership is None:
        detail = "You are not a member of a workspace."
        raise ApiError(HTTPStatus.FORBIDDEN, "forbidden", "No workspace", detail)
    return membership


def seen_event_types(user: User) -> QuerySet[EventType]:
    membership = membership_of(user)
    rows = event_types_to_book().filter(workspace=membership.workspace)
    return rows.filter(hosts=user) if membership.role == Role.MEMBER else rows


def seen_bookings(user: User) -> QuerySet[Booking]:
    """With all that a booking object tells, in a constant number of queries."""
    membership = membership_of(user)
    rows = (
        Booking.objects.filter(appointment__event_type__workspace=membership.workspace)
        .select_related("appointment__event_type__workspace")
        .prefetch_related("appointment__meetings", "appointment__reservations")
    )
    return rows.filter(appointment__reservations__host=user) if membership.role == Role.MEMBER else rows


def possible_hosts(user: User) -> set[int]:
    """Whom the caller may name as a host."""
    membership = membership_of(user)
    if membership.role == Role.MEMBER:
        return {user.pk}
    return set(Membership.objects.filter(workspace=membership.workspace).values_list("user_id", flat=True))
