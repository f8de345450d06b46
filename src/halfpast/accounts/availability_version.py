"""Tells whether what was computed of a host's availability is still so."""

from collections.abc import Iterable

from django.db.models import F

from halfpast.accounts.models import User


def availability_changed(host_ids: Iterable[int]) -> None:
    """Call it in every transaction that writes these hosts' hours, absences, limits, reservations or busy periods.

    Locks the hosts' rows, in id order, until the transaction ends.
    """
    ids = sorted(set(host_ids))
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    User.objects.filter(pk__in=ids).update(availability_version=F("availability_version") + 1)
