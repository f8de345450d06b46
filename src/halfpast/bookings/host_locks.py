"""Whoever changes an appointment locks first its event type, if that has caps, then its hosts, by their ids."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from halfpast.accounts.models import User
from halfpast.bookings.holds import release_holds
from halfpast.event_types.models import EventType
from halfpast.schedules.models import Caps

HAS_CAPS = reduce(or_, (Q(**{f"{field.name}__isnull": False}) for field in Caps._meta.fields))


def lock_caps(event_type: EventType) -> None:
    """Caps count over all hosts, so that the locks of two hosts do not keep two guests apart."""
    rows = EventType.objects.select_for_update(no_key=True).filter(HAS_CAPS, pk=event_type.pk)
    list(rows.values_list("pk", flat=True))


def lock_hosts(host_ids: Iterable[int], now: datetime) -> None:
    """The lock is for manners, the constraint against overlaps the law: what is free by now is so for it too."""
    ids = sorted(set(host_ids))
    hosts = User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(hosts.values_list("pk", flat=True))
    release_holds(ids, now)
