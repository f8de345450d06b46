"""An event type as callers write and read it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.urls import reverse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from halfpast.api.fields import Body, Day, Id, Paragraphs, Title, checked
from halfpast.api.hosting_objects import (
    GroupObject,
    Groups,
    Hosts,
    HostScheduleObject,
    HostSchedules,
    WhoTakesIt,
    hosting_object,
)
from halfpast.api.locations import Location, ZoomLocation, location_of
from halfpast.api.meeting_option_objects import (
    AgendaTemplate,
    MeetingOptionsBody,
    MeetingOptionsObject,
    TopicTemplate,
    meeting_options_object,
)
from halfpast.bookings.openings import bookability
from halfpast.event_types.meeting_templates import VARIABLES
from halfpast.event_types.models import (
    DAY_MINUTES,
    MOST_OTHER_DURATIONS,
    Assignment,
    EventType,
    OnCancel,
    OnUnavailable,
)
from halfpast.web.names import reserved_slug
from halfpast.web.public_origin import absolute

FIELDS = (
    "slug",
    "title",
    "description",
    "duration_minutes",
    "slot_step_minutes",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "minimum_notice_minutes",
    "horizon_days",
    "bookable_from",
    "bookable_until",
    "daily_cap",
    "weekly_cap",
    "monthly_cap",
    "daily_minutes_cap",
    "weekly_minutes_cap",
    "monthly_minutes_cap",
    "capacity",
    "on_cancel",
    "on_unavailable",
    "is_active",
    "is_listed",
    "topic_template",
    "agenda_template",
)
TEMPLATES = f"empty: the product's own words; variables: {', '.join(f'{{{name}}}' for name in VARIABLES)}"


def one_guest(value: int) -> int:
    if value != 1:
        raise ValueError("For now an appointment has one guest: write 1.")
    return value


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", min_length=1, max_length=60), checked(reserved_slug)]
Length = Annotated[int, Field(ge=1, le=DAY_MINUTES)]
Buffer = Annotated[int, Field(ge=0, le=DAY_MINUTES)]
Notice = Annotated[int, Field(ge=0, le=366 * DAY_MINUTES)]
Horizon = Annotated[int, Field(ge=1, le=730)]
Cap = Annotated[int, Field(ge=1, le=1000)]
DailyMinutes = Annotated[int, Field(ge=1, le=DAY_MINUTES)]
WeeklyMinutes = Annotated[int, Field(ge=1, le=7 * DAY_MINUTES)]
MonthlyMinutes = Annotated[int, Field(ge=1, le=31 * DAY_MINUTES)]
OtherLengths = Annotated[list[Length], Field(max_length=MOST_OTHER_DURATIONS)]
Capacity = Annotated[int, Field(ge=1), AfterValidator(one_guest)]
Locations = Annotated[list[Location], Field(min_length=1, max_length=20)]
# JSON has no enums: their values are accepted for them.
AfterCancelling = Annotated[OnCancel, Field(strict=False)]
WhenUnavailable = Annotated[OnUnavailable, Field(strict=False)]


class EventTypeRules(Body):
    """What may be left out of a new event type."""

    description: Paragraphs = ""
    slot_step_minutes: Length | None = Field(default=None, description="null: as long as the appointment")
    buffer_before_minutes: Buffer = 0
    buffer_after_minutes: Buffer = 0
    minimum_notice_minutes: Notice = 240
    horizon_days: Horizon = 60
    other_durations: OtherLengths = Field(default=[], description="other lengths a guest may choose, in minutes")
    bookable_from: Day | None = Field(default=None, description="with bookable_until in place of horizon_days")
    bookable_until: Day | None = Field(default=None, description="the last date, included")
    daily_cap: Cap | None = Field(default=None, description="null: no cap")
    weekly_cap: Cap | None = Field(default=None, description="null: no cap; weeks begin on Monday")
    monthly_cap: Cap | None = Field(default=None, description="null: no cap")
    daily_minutes_cap: DailyMinutes | None = Field(default=None, description="null: no cap")
    weekly_minutes_cap: WeeklyMinutes | None = Field(default=None, description="null: no cap")
    monthly_minutes_cap: MonthlyMinutes | None = Field(default=None, description="null: no cap")
    schedule: Id | None = Field(default=None, description="null: your first schedule")
    hosts: Hosts | None = Field(default=None, description="null: you")
    assignment: WhoTakesIt = Assignment.ANY
    groups: Groups = Field(default=[], description='with assignment "groups": each host is in one of them')
    host_schedules: HostSchedules = Field(default=[], description="hosts that are not here have hours of their own")
    locations: Locations = [ZoomLocation(kind="zoom")]
    capacity: Capacity = 1
    on_cancel: AfterCancelling = OnCancel.DELETE
    on_unavailable: WhenUnavailable = OnUnavailable.FALLBACK
    is_active: bool = True
    is_listed: bool = True
    meeting_options: MeetingOptionsBody = MeetingOptionsBody()
    topic_template: TopicTemplate = Field(default="", description=TEMPLATES)
    agenda_template: AgendaTemplate = Field(default="", description=TEMPLATES)


class EventTypeBody(EventTypeRules):
    slug: Slug
    title: Title
    duration_minutes: Length


def _without_defaults(schema: dict[str, Any]) -> None:
    for each in schema["properties"].values():
        each.pop("default", None)


class EventTypeChange(EventTypeRules):
    """Only the fields that are there change."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    slug: Slug = ""
    title: Title = ""
    duration_minutes: Length = 1


class BookableObject(BaseModel):
    """Whether guests can book now, and if not, why."""

    ok: bool
    reason: str | None


class EventTypeObject(BaseModel):
    id: int
    slug: str
    title: str
    description: str
    duration_minutes: int
    slot_step_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    minimum_notice_minutes: int
    horizon_days: int
    other_durations: list[int]
    bookable_from: date | None
    bookable_until: date | None
    daily_cap: int | None
    weekly_cap: int | None
    monthly_cap: int | None
    daily_minutes_cap: int | None
    weekly_minutes_cap: int | None
    monthly_minutes_cap: int | None
    capacity: int
    schedule: int
    hosts: list[int]
    assignment: str
    groups: list[GroupObject]
    host_schedules: list[HostScheduleObject]
    locations: list[Location]
    on_cancel: str
    on_unavailable: str
    is_active: bool
    is_listed: bool
    meeting_options: MeetingOptionsObject
    topic_template: str
    agenda_template: str
    bookable: BookableObject
    url: str
    created_at: datetime


def event_type_object(event_type: EventType) -> EventTypeObject:
    bookable = bookability(event_type)
    path = reverse("event_type", args=[event_type.workspace.slug, event_type.slug])
    return EventTypeObject.model_construct(
        id=event_type.pk,
        **{name: getattr(event_type, name) for name in FIELDS},
        schedule=event_type.schedule_id,
        other_durations=event_type.other_durations,
        **hosting_object(event_type),
        locations=[location_of(place) for place in event_type.places.all()],
        meeting_options=meeting_options_object(event_type),
        bookable=BookableObject(ok=bookable.ok, reason=bookable.reason or None),
        url=absolute(path),
        created_at=event_type.created_at,
    )
