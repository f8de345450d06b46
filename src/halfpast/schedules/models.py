"""When a host works: weekly hours and the dates that differ, in the schedule's own zone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halfpast.web.names import time_zone_name, visible_text


class Schedule(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="schedules")
    name = models.CharField(_("name"), max_length=100, validators=[visible_text])
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[time_zone_name])
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
