"""Which schedules somebody may see and change, by whichever door they come: their own, whatever their role."""

from django.db.models import QuerySet

from halfpast.accounts.models import User
from halfpast.schedules.models import Schedule


def own_schedules(user: User) -> QuerySet[Schedule]:
    return Schedule.objects.filter(owner=user)
