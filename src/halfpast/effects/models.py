"""One row per thing that must happen outside. The rows are the truth; jobs only wake them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class EffectKind(models.TextChoices):
    MEETING = "meeting"
    MEETING_REMOVAL = "meeting_removal"
    MEETING_SWEEP = "meeting_sweep"
    MAIL = "mail"


class EffectState(models.TextChoices):
    PLANNED = "planned"
    SENDING = "sending"
    RECONCILE = "reconcile"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


OPEN = (EffectState.PLANNED, EffectState.SENDING, EffectState.RECONCILE)


class EffectQuerySet(models.QuerySet["Effect"]):
    def due(self) -> "EffectQuerySet":
        """Effects that may be claimed at the database's now: waiting ones whose time has come, and expired leases."""
        waiting = Q(state__in=[EffectState.PLANNED, EffectState.RECONCILE], next_run__lte=Now())
        return self.filter(waiting | Q(state=EffectState.SENDING, lease_until__lt=Now()))

    def in_flight(self, lane: str) -> "EffectQuerySet":
        return self.filter(lane=lane, state=EffectState.SENDING, lease_until__gte=Now())


class Effect(models.Model):
    """A meeting is level-triggered: it runs until the applied version equals the wanted one. A mail is one-shot."""

    kind = models.CharField(max_length=20, choices=EffectKind)
    # The row it is about: an appointment, a meeting or a booking, by kind.
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    # Effects of one lane share an account outside: few of them are in flight at once.
    lane = models.CharField(max_length=60, blank=True)
    wanted_version = models.PositiveIntegerField(default=1)
    applied_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=EffectState, default=EffectState.PLANNED)
    attempt = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    # Empty looks since an outcome became unknown.
    looks = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_run = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=20, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[EffectQuerySet] = EffectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "name"], condition=~Q(kind="mail"), name="one_effect_per_target"
            ),
            models.UniqueConstraint(
                fields=["subject_id", "name", "wanted_version"], condition=Q(kind="mail"), name="one_mail_per_change"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_run"], condition=Q(state__in=["planned", "sending", "reconcile"]), name="open_effects"
            ),
            models.Index(fields=["lane"], condition=Q(state="sending"), name="effects_in_flight"),
            models.Index(fields=["kind", "subject_id"], name="effects_of_subject"),
        ]

    def __str__(self) -> str:
        return f"effect {self.pk} ({self.kind} {self.name})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
