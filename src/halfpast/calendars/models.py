"""What is known of hosts' other calendars: the time they take."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class BusyPeriod(models.Model):
    """Time of a host that is taken elsewhere, `[start, end)`; `source` says which calendar told us."""

    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="busy_periods")
    source = models.CharField(max_length=200)
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="busy_period_ends_after_it_starts")]
        # The end first: what is over is never asked for again.
        indexes = [models.Index(fields=["host", "end"], include=["start"], name="busy_periods_of_host")]
