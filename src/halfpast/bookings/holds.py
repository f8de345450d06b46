"""Holds that nobody confirmed in time: their time is free, and the constraint against overlaps has to hear of it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from halfpast.accounts.availability_version import availability_changed
from halfpast.bookings.models import Reservation


def release_holds(host_ids: Collection[int], now: datetime) -> None:
    """The expired ones of these hosts, under their locks and in the caller's transaction."""
    _expired(now).filter(host__in=host_ids).update(active=False)


@transaction.atomic
def release_all_holds(now: datetime) -> None:
    host_ids = list(_expired(now).values_list("host", flat=True).distinct())
    if host_ids:
        availability_changed(host_ids)
        release_holds(host_ids, now)


def _expired(now: datetime) -> QuerySet[Reservation]:
    return Reservation.objects.filter(active=True, expires_at__lte=now)
