"""How much a host takes on across all event types."""

from collections.abc import Mapping

from django.core.validators import MaxValueValidator
from django.db import transaction
from django.db.models import Field

from halfpast.accounts.availability_version import availability_changed
from halfpast.accounts.models import User
from halfpast.schedules.models import HostLimits

# Bookings beside their minutes, a day, a week, a month.
CAP_NAMES = (
    "daily_cap",
    "daily_minutes_cap",
    "weekly_cap",
    "weekly_minutes_cap",
    "monthly_cap",
    "monthly_minutes_cap",
)


def most(name: str) -> int:
    """What a cap may be at most."""
    validators = cap_field(name).validators
    return min(int(each.limit_value) for each in validators if isinstance(each, MaxValueValidator))


def cap_field(name: str) -> "Field[int | None, int | None]":
    return HostLimits._meta.get_field(name)  # type: ignore[return-value]


def limits_of(host: User) -> HostLimits:
    """Unsaved and without limits when the host has none."""
    return HostLimits.objects.filter(user=host).first() or HostLimits(user=host)


@transaction.atomic
def save_limits(host: User, limits: Mapping[str, int | None]) -> None:
    """By the names of the caps; those left out, or None, do not limit."""
    availability_changed([host.pk])
    given = {name: limits.get(name) for name in CAP_NAMES}
    if any(limit is not None for limit in given.values()):
        HostLimits.objects.update_or_create(user=host, defaults=given)
    else:
        HostLimits.objects.filter(user=host).delete()
