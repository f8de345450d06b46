"""Which hours somebody may see and change, by whichever door they come: their own, whatever their role."""

from django.db.models import QuerySet

from halfpast.accounts.models import User, Workspace
from halfpast.schedules.models import OutOfOffice, Schedule, Travel


def own_schedules(user: User) -> QuerySet[Schedule]:
    return Schedule.objects.filter(owner=user)


def own_travels(user: User) -> QuerySet[Travel]:
    return Travel.objects.filter(user=user)


def own_absences(user: User) -> QuerySet[OutOfOffice]:
    return OutOfOffice.objects.filter(user=user)


def colleagues_of(user: User, workspace: Workspace) -> QuerySet[User]:
    """Whom guests can be pointed to while this member is away."""
    return User.objects.filter(memberships__workspace=workspace, is_active=True).exclude(pk=user.pk).order_by("name")
