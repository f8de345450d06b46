"""What can be booked: length, rules, hosts and places."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.models import Workspace
from halfpast.schedules.models import Caps, Schedule
from halfpast.web.names import reserved_slug, visible_paragraphs, visible_text

DAY_MINUTES = 24 * 60
MOST_OTHER_DURATIONS = 8


class OnCancel(models.TextChoices):
    DELETE = "delete", _("Delete the meeting")
    KEEP = "keep", _("Keep the meeting")


class OnUnavailable(models.TextChoices):
    FALLBACK = "fallback", _("Use the next place of the list")
    REFUSE = "refuse", _("Take no bookings")
    BOOK_WITHOUT_LINK = "book_without_link", _("Book without a link")


class Passcode(models.TextChoices):
    ALWAYS = "always", _("Always")
    NEVER = "never", _("Never")


class Recording(models.TextChoices):
    NONE = "none", _("Do not record")
    LOCAL = "local", _("On the host's computer")
    CLOUD = "cloud", _("In the provider's cloud")


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def minutes(
    verbose_name: "_StrPromise", *, low: int, high: int, default: int
) -> "models.PositiveIntegerField[int, int]":
    limits = [MinValueValidator(low), MaxValueValidator(high)]
    return models.PositiveIntegerField(verbose_name, default=default, validators=limits)


class Assignment(models.TextChoices):
    """Which of the hosts an appointment takes."""

    ANY = "any", _("Any one of the hosts, in turn")
    ALL = "all", _("All hosts together")
    GROUPS = "groups", _("Some of each group")


class EventType(Caps):
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="event_types")
    slug = models.SlugField(_("address"), max_length=60, validators=[reserved_slug])
    title = models.CharField(_("title"), max_length=120, validators=[visible_text])
    description = models.TextField(_("description"), blank=True, max_length=2000, validators=[visible_paragraphs])
    duration_minutes = minutes(_("length in minutes"), low=1, high=DAY_MINUTES, default=30)
    slot_step_minutes = minutes(_("start times every (minutes)"), low=1, high=DAY_MINUTES, default=30)
    buffer_before_minutes = minutes(_("free time before (minutes)"), low=0, high=DAY_MINUTES, default=0)
    buffer_after_minutes = minutes(_("free time after (minutes)"), low=0, high=DAY_MINUTES, default=0)
    minimum_notice_minutes = minutes(_("minimum notice (minutes)"), low=0, high=366 * DAY_MINUTES, default=240)
    horizon_days = models.PositiveIntegerField(
        _("bookable days ahead"), default=60, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    # Other lengths a guest may choose instead of `duration_minutes`.
    other_durations = ArrayField(
        models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(DAY_MINUTES)]),
        verbose_name=_("other lengths in minutes"),
        default=list,
        db_default=[],
        blank=True,
    )
    # Dates of the schedule's zone, both included; set, they stand in place of the rolling horizon.
    bookable_from = models.DateField(_("bookable from"), null=True, blank=True)
    bookable_until = models.DateField(_("bookable until"), null=True, blank=True)
    assignment = models.CharField(max_length=10, choices=Assignment, default=Assignment.ANY, db_default=Assignment.ANY)
    capacity = models.PositiveIntegerField(default=1)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="event_types")
    hosts = models.ManyToManyField(settings.AUTH_USER_MODEL, through="EventTypeHost", related_name="hosted_event_types")
    on_cancel = models.CharField(max_length=20, choices=OnCancel, default=OnCancel.DELETE)
    on_unavailable = models.CharField(max_length=20, choices=OnUnavailable, default=OnUnavailable.FALLBACK)
    # What meetings are made with; empty or None leaves it to the account they are made in.
    host_video = models.BooleanField(_("host's video on"), null=True, blank=True)
    participant_video = models.BooleanField(_("guests' video on"), null=True, blank=True)
    waiting_room = models.BooleanField(_("waiting room"), null=True, blank=True)
    join_before_host = models.BooleanField(_("join before the host"), null=True, blank=True)
    mute_upon_entry = models.BooleanField(_("muted on entry"), null=True, blank=True)
    passcode = models.CharField(_("passcode"), max_length=10, choices=Passcode, blank=True, default="", db_default="")
    auto_recording = models.CharField(
        _("recording"), max_length=10, choices=Recording, blank=True, default="", db_default=""
    )
    dial_in_countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("dial-in countries"), default=list, db_default=[], blank=True
    )
    # Empty: the house's own words.
    topic_template = models.CharField(_("topic"), max_length=200, blank=True, default="", db_default="")
    agenda_template = models.TextField(_("agenda"), max_length=1500, blank=True, default="", db_default="")
    is_active = models.BooleanField(_("open for bookings"), default=True)
    is_listed = models.BooleanField(_("listed on the public page"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="one_event_type_per_address"),
            models.CheckConstraint(
                condition=Q(bookable_from__isnull=True, bookable_until__isnull=True)
                | Q(bookable_from__lte=F("bookable_until")),
                name="bookable_dates_are_both_or_none_and_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workspace.slug}/{self.slug}"

    @property
    def durations(self) -> list[int]:
        """All lengths a guest may choose from, in minutes, the shortest first."""
        return sorted({self.duration_minutes, *self.other_durations})


class HostGroup(models.Model):
    """So many of these hosts each appointment takes; only used when hosts are assigned by groups."""

    event_type = models.ForeignKey(EventType, on_delete=models.CASCADE, related_name="host_groups")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=60, validators=[visible_text])
    needed = models.PositiveSmallIntegerField(_("how many"), default=1, validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_type", "position"], name="one_group_per_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(needed__gte=1), name="a_group_needs_a_host"),
        ]


class EventTypeHost(models.Model):
    """`schedule` None: the event type's if it is the host's own, else the one the host has had longest."""

    event_type = models.ForeignKey(EventType, on_delete=models.CASCADE, related_name="host_rows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(HostGroup, on_delete=models.SET_NULL, null=True, related_name="host_rows")
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event_type", "user"], name="one_row_per_host")]


class PlaceKind(models.TextChoices):
    ZOOM = "zoom", "Zoom"
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("Phone")
    LINK = "link", _("Link")


class Call(models.TextChoices):
    GUEST_CALLS = "guest_calls", _("The guest calls")
    HOST_CALLS = "host_calls", _("The host calls")


class Place(models.Model):
    """Where an event type happens; the order is the order of preference and of falling back."""

    event_type = models.ForeignKey(EventType, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=PlaceKind)
    address = models.CharField(_("address"), max_length=300, blank=True, validators=[visible_text])
    call = models.CharField(max_length=20, choices=Call, blank=True)
    number = models.CharField(_("phone number"), max_length=40, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_type", "position"], name="one_place_per_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=~Q(kind="in_person", address="") & ~Q(kind="link", url="") & ~Q(kind="phone", call=""),
                name="place_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.position})"
