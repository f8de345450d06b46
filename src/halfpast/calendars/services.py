"""What hosts' other calendars told us takes the place of what they told before."""

from collections.abc import Iterable

from django.db import transaction

from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import User
from halfpast.availability import Interval
from halfpast.calendars.models import BusyPeriod


@transaction.atomic
def replace_busy_periods(host: User, source: str, window: Interval, periods: Iterable[Interval]) -> None:
    """All that one source knows of a window; what of it lies elsewhere is neither asked nor touched.

    When nothing is new, what was computed of this host stays good.
    """
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=host.pk)
    touching = BusyPeriod.objects.filter(host=host, source=source, start__lt=window.end, end__gt=window.start)
    wanted = {(each.start, each.end) for each in periods if _is_of(window, each)}
    if set(touching.values_list("start", "end")) == wanted:
        return
    touching.delete()
    BusyPeriod.objects.bulk_create(
        BusyPeriod(host=host, source=source, start=start, end=end) for start, end in sorted(wanted)
    )
    availability_changed([host.pk])


def _is_of(window: Interval, period: Interval) -> bool:
    """Empty ones, which some calendars have, take no time."""
    return period.start < period.end and period.start < window.end and period.end > window.start
