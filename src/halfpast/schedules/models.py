"""When a host works: weekly hours and the dates that differ, in the schedule's own zone."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from halfpast.availability import Cap, Period
from halfpast.web.names import time_zone_name, visible_paragraphs, visible_text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _cap_of_appointments(verbose_name: "_StrPromise") -> "models.PositiveIntegerField[int | None, int | None]":
    limits = [MinValueValidator(1), MaxValueValidator(1000)]
    return models.PositiveIntegerField(verbose_name, null=True, blank=True, validators=limits)


def _cap_of_minutes(verbose_name: "_StrPromise", *, days: int) -> "models.PositiveIntegerField[int | None, int | None]":
    limits = [MinValueValidator(1), MaxValueValidator(days * 24 * 60)]
    return models.PositiveIntegerField(verbose_name, null=True, blank=True, validators=limits)


class Caps(models.Model):
    """How many appointments, and how many minutes of them, a day, a week from Monday, a month; None: no cap."""

    daily_cap = _cap_of_appointments(_("bookings a day at most"))
    weekly_cap = _cap_of_appointments(_("bookings a week at most"))
    monthly_cap = _cap_of_appointments(_("bookings a month at most"))
    daily_minutes_cap = _cap_of_minutes(_("minutes a day at most"), days=1)
    weekly_minutes_cap = _cap_of_minutes(_("minutes a week at most"), days=7)
    monthly_minutes_cap = _cap_of_minutes(_("minutes a month at most"), days=31)

    class Meta:
        abstract = True

    @property
    def caps(self) -> tuple[Cap, ...]:
        return caps_of(self)


def caps_of(row: Any) -> tuple[Cap, ...]:
    """Those that are set, of a row with the columns of `Caps`."""
    limits = (
        (row.daily_cap, row.daily_minutes_cap),
        (row.weekly_cap, row.weekly_minutes_cap),
        (row.monthly_cap, row.monthly_minutes_cap),
    )
    return tuple(
        Cap(period, count, None if minutes is None else timedelta(minutes=minutes))
        for period, (count, minutes) in zip(Period, limits, strict=True)
        if count is not None or minutes is not None
    )


class Schedule(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="schedules")
    name = models.CharField(_("name"), max_length=100, validators=[visible_text])
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[time_zone_name])
    # Public holidays of this country (ISO 3166), and of a region in it, are closed; empty: no holidays are kept.
    holiday_country = models.CharField(_("public holidays"), max_length=2, blank=True, default="", db_default="")
    holiday_region = models.CharField(_("region"), max_length=20, blank=True, default="", db_default="")
    # Names of holidays on which the host works all the same.
    holidays_worked = ArrayField(models.CharField(max_length=200), default=list, db_default=[], blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class WeeklyRange(models.Model):
    """Minutes of a weekday, Monday being 0; 1440 is the midnight that ends it."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="weekly_ranges")
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "start_minute"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_monday_to_sunday"),
            models.CheckConstraint(
                condition=Q(start_minute__lt=F("end_minute"), end_minute__lte=1440), name="weekly_range_within_a_day"
            ),
        ]


class DateOverride(models.Model):
    """One range of a date that differs from its weekday; a row without minutes closes the date."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="date_overrides")
    date = models.DateField()
    start_minute = models.PositiveSmallIntegerField(null=True)
    end_minute = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["date", "start_minute"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_minute__isnull=True, end_minute__isnull=True)
                | Q(start_minute__lt=F("end_minute"), end_minute__lte=1440),
                name="override_closed_or_within_a_day",
            ),
        ]


def _one_user(user: object) -> Func:
    """A user's id as a range, which an index without extensions can compare."""
    return Func(user, user, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def _dates() -> Func:
    return Func(F("first_date"), F("last_date"), Value("[]"), function="daterange", output_field=DateRangeField())


class Travel(models.Model):
    """From the first date to the last one, both included, a host's hours are those of another zone's clock."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="travels")
    first_date = models.DateField(_("first date"))
    last_date = models.DateField(_("last date"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[time_zone_name])

    class Meta:
        ordering = ["first_date"]
        constraints = [
            models.CheckConstraint(condition=Q(first_date__lte=F("last_date")), name="travel_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_travel_zone_per_date",
                expressions=[(_one_user(F("user_id")), RangeOperators.OVERLAPS), (_dates(), RangeOperators.OVERLAPS)],
            ),
        ]


class OutOfOffice(models.Model):
    """From the first date to the last one, both included, a host takes no bookings."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    first_date = models.DateField(_("first date"))
    last_date = models.DateField(_("last date"))
    # Shown to guests on these dates.
    message = models.CharField(_("message"), max_length=500, blank=True, validators=[visible_paragraphs])
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["first_date"]
        constraints = [
            models.CheckConstraint(condition=Q(first_date__lte=F("last_date")), name="absence_ends_after_it_starts"),
        ]


class HostLimits(Caps):
    """Caps across all event types of a host."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="limits")
