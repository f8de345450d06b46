"""Appointments, the bookings in them, the hosts' time they hold, and the meetings that belong to them."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.models import User
from halfpast.availability import Interval
from halfpast.connections.models import Connection
from halfpast.event_types.models import EventType, PlaceKind
from halfpast.web.names import time_zone_name, visible_text

NO_OVERLAP = "no_overlap_of_a_hosts_reservations"


class AppointmentState(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class LinkState(models.TextChoices):
    """The promise every booking carries about its link."""

    NOT_NEEDED = "not_needed"
    MAKING = "making"
    READY = "ready"
    OWED = "owed"
    IMPOSSIBLE = "impossible"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def locked(self) -> "AppointmentQuerySet":
        """For whoever changes it, before its bookings and effects; rows that refer to it may still be added."""
        return self.select_for_update(of=("self",), no_key=True)

    def holding_time(self, now: datetime) -> "AppointmentQuerySet":
        """Those that count: not cancelled, and not a hold that has expired."""
        return self.filter(state=AppointmentState.CONFIRMED).exclude(reservations__expires_at__lte=now)


class Appointment(models.Model):
    """One occurrence: time, hosts, place and meeting. Its version grows with each change the outside must follow."""

    event_type = models.ForeignKey(EventType, on_delete=models.PROTECT, related_name="appointments")
    start = models.DateTimeField()
    end = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AppointmentState, default=AppointmentState.CONFIRMED)
    version = models.PositiveIntegerField(default=1)
    # The host's zone when it was booked: a later change of zone touches later appointments only.
    time_zone = models.CharField(max_length=64)
    place_kind = models.CharField(max_length=20, choices=PlaceKind)
    # The place as it was when booked: address, call, number, url.
    place = models.JSONField(default=dict)
    fallback_from = models.CharField(max_length=20, choices=PlaceKind, blank=True)
    link_state = models.CharField(max_length=12, choices=LinkState, default=LinkState.NOT_NEEDED)
    # The start that a provider was last asked to make a meeting for: on that day an interrupted call is looked for.
    asked_for = models.DateTimeField(null=True)
    # The guests had another link before this one, which no longer leads to the meeting.
    link_replaced = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[AppointmentQuerySet] = AppointmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="appointment_ends_after_it_starts")]
        indexes = [models.Index(fields=["event_type", "start"], name="appointments_by_time")]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == AppointmentState.CONFIRMED

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    @property
    def looked_for_at(self) -> datetime:
        """The start under which a meeting of ours would lie at a provider after an interrupted call."""
        return self.asked_for or self.start

    def the_host(self) -> User:
        """The organiser, in whose account the meeting is made; one query."""
        return self.reservations.select_related("host").order_by("pk")[:1].get().host

    def all_hosts(self) -> list[User]:
        """The organiser first; one query."""
        return [each.host for each in self.reservations.select_related("host").order_by("pk")]


def _one_host(host: Any) -> Func:
    """A host's id as a range, which an index without extensions can compare."""
    return Func(host, host, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class Reservation(models.Model):
    """The time an appointment holds of a host, buffers included."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="reservations")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reservations")
    held = DateTimeRangeField()
    active = models.BooleanField(default=True)
    # A hold that nobody confirms is free again from then on; None: it stands until it is cancelled.
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name=NO_OVERLAP,
                expressions=[(_one_host(F("host_id")), RangeOperators.OVERLAPS), ("held", RangeOperators.OVERLAPS)],
                condition=Q(active=True),
            ),
            models.CheckConstraint(
                name="held_is_a_bounded_half_open_range",
                condition=Q(held__isempty=False)
                & Q(held__lower_inf=False)
                & Q(held__upper_inf=False)
                & Q(held__lower_inc=True)
                & Q(held__upper_inc=False),
            ),
            models.UniqueConstraint(fields=["appointment", "host"], name="one_reservation_per_host"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(active=True, expires_at__isnull=False), name="open_holds")
        ]


class BookingState(models.TextChoices):
    HELD = "held", _("Held")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")


class Party(models.TextChoices):
    """Who caused something."""

    GUEST = "guest", _("Guest")
    HOST = "host", _("Host")
    SYSTEM = "system", _("Halfpast")


class Booking(models.Model):
    """One guest's place in an appointment."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="bookings")
    state = models.CharField(max_length=20, choices=BookingState, default=BookingState.CONFIRMED)
    # One more with every accepted change: of two changes racing on one generation, one wins.
    generation = models.PositiveIntegerField(default=1)
    # SEQUENCE of the guest's and host's calendar entry.
    sequence = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=200, validators=[visible_text])
    email = models.EmailField(_("e-mail"), max_length=254)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[time_zone_name])
    locale = models.CharField(max_length=16, default="en")
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    link_digest = models.CharField(max_length=64, unique=True)
    sealed_link = models.TextField()
    # The time before the last move, shown beside the new one.
    moved_from = models.DateTimeField(null=True)
    change_reason = models.CharField(max_length=500, blank=True)
    changed_by = models.CharField(max_length=12, choices=Party, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["appointment"], name="bookings_of_appointment")]

    def __str__(self) -> str:
        return f"booking {self.uid}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == BookingState.CONFIRMED

    @property
    def former_time(self) -> Interval | None:
        """Before the last move, as long as the new time stands."""
        if self.moved_from is None or not self.is_confirmed:
            return None
        return Interval(self.moved_from, self.moved_from + self.appointment.duration)

    def has_ended(self, now: datetime) -> bool:
        return self.appointment.end <= now


class MeetingState(models.TextChoices):
    LIVE = "live"
    DELETED = "deleted"
    KEPT = "kept"
    # A twin or a late result: to be deleted at the provider.
    SURPLUS = "surplus"
    # Still exists at the provider, where we may no longer delete it.
    LEFT_OVER = "left_over"
    # Vanished at the provider without our doing.
    GONE = "gone"


class Meeting(models.Model):
    """The room at a provider. Never overwritten by another room; at most one is current for an appointment."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="meetings")
    provider = models.CharField(max_length=20, choices=PlaceKind)
    connection = models.ForeignKey(Connection, on_delete=models.SET_NULL, null=True, related_name="meetings")
    # A keyed digest of the account it lives in: tells accounts apart without keeping their ids after a disconnect.
    account_ref = models.CharField(max_length=64)
    meeting_id = models.CharField(max_length=64)
    join_url = models.URLField(max_length=2000)
    passcode = models.CharField(max_length=64, blank=True)
    dial_in = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=MeetingState, default=MeetingState.LIVE)
    is_current = models.BooleanField(default=True)
    # Options that were asked for and that the provider dropped without saying so.
    not_applied = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(is_current=True), name="one_current_meeting_per_appointment"
            ),
            models.UniqueConstraint(
                fields=["appointment", "provider", "account_ref", "meeting_id"],
                name="one_row_per_meeting_at_a_provider",
            ),
        ]


class TimelineEntry(models.Model):
    """What was done, when, and who caused it; told in words by `timeline`."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="timeline")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, null=True, related_name="timeline")
    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=12, choices=Party)
    event = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]


class IdempotencyKey(models.Model):
    """A request that was accepted once: the same key and body answer with the same booking."""

    digest = models.CharField(max_length=64, unique=True)
    body_digest = models.CharField(max_length=64)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())


class KeptStarts(models.Model):
    """What one host can take under one set of rules around one month, true while the host's version is the same."""

    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What the rules and hours were, in short: the same key never means other ones.
    rules = models.CharField(max_length=64)
    month = models.DateField()
    version = models.PositiveBigIntegerField()
    # The first hold that ends makes it stale though nobody writes anything.
    until = models.DateTimeField()
    unit = models.PositiveSmallIntegerField()
    bits = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "rules", "month"], name="one_row_kept_per_month")]
