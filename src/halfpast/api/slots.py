"""What can be booked in a window of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from halfpast.accounts.models import User
from halfpast.api.access import seen_event_types
from halfpast.api.answers import reads
from halfpast.api.bearer import Bearer, PublicRequest, nobody
from halfpast.api.fields import Day, Id, Zone
from halfpast.api.lists import refuse_unknown_parameters
from halfpast.api.problems import invalid, not_found
from halfpast.api.removed_starts import RemovedStart, removed_for_members, removed_for_strangers
from halfpast.availability import Interval
from halfpast.availability import Slot as FreeSlot
from halfpast.bookings.openings import ExplainedDay, bookability, explain, open_slots
from halfpast.bookings.types_to_book import event_type_with_id
from halfpast.event_types.models import EventType

router = Router(tags=["Slots"])

LONGEST_WINDOW = timedelta(days=62)
DAY = timedelta(days=1)
# So many starts, each for each host, take a second to explain.
MOST_EXPLAINED = 250_000


class SlotsQuery(BaseModel):
    event_type: Id
    start: Day
    end: Annotated[Day, Field(description="exclusive; at most 62 days after start")]
    time_zone: Zone
    duration: int | None = None
    host: Id | None = None
    explain: bool = False


class Slot(BaseModel):
    start: datetime
    end: datetime
    seats_left: int


class SlotList(BaseModel):
    """`reason` says why the type takes no bookings at all; `removed` comes with `explain=true`."""

    slots: list[Slot]
    reason: str | None = None
    removed: list[RemovedStart] | None = None


@router.get(
    "/slots",
    auth=[Bearer(), nobody],
    response=reads(SlotList, 404),
    operation_id="list_slots",
    openapi_extra={"security": [{}]},
    exclude_none=True,
)
def list_slots(request: PublicRequest, query: Query[SlotsQuery]) -> SlotList | HttpResponse:
    """Slots whose start lies on the given dates of the given zone, in order. Needs no token for a public type."""
    refuse_unknown_parameters(request, *SlotsQuery.model_fields)
    window = window_of(query)
    event_type = bookable_by(request.auth, query.event_type)
    _refuse_other_choices(event_type, query)
    if query.explain:
        _refuse_to_explain_too_much(event_type, query)
    now, length = timezone.now(), timedelta(minutes=query.duration or event_type.duration_minutes)
    only = None if query.host is None else [query.host]
    slots = open_slots(event_type, window, now, length=length, only=only)
    reason = bookability(event_type).reason
    if not query.explain and not reason:
        return _plain(slots)
    return SlotList(
        slots=[Slot(start=slot.start, end=slot.end, seats_left=1) for slot in slots],
        reason=reason or None,
        removed=_told(request.auth, explain(event_type, window, now, length=length, only=only), event_type)
        if query.explain
        else None,
    )


def _told(user: User | AnonymousUser, day: ExplainedDay, event_type: EventType) -> list[RemovedStart]:
    is_own = isinstance(user, User) and seen_event_types(user).filter(pk=event_type.pk).exists()
    return removed_for_members(day) if is_own else removed_for_strangers(day)


def _plain(slots: Iterable[FreeSlot]) -> HttpResponse:
    """A `SlotList` of hundreds, written without a model for each: that would take longer than all the rest."""
    texts = (f'{{"start":"{_written(start)}","end":"{_written(end)}","seats_left":1}}' for start, end in slots)
    return HttpResponse(f'{{"slots":[{",".join(texts)}]}}', content_type="application/json; charset=utf-8")


@lru_cache(maxsize=16384)
def _written(moment: datetime) -> str:
    """RFC 3339 of an instant in UTC."""
    return f"{moment.isoformat()[:19]}Z"


def window_of(query: SlotsQuery) -> Interval:
    if query.end < query.start:
        raise invalid("/end", "The end comes after the start.")
    if query.end - query.start > LONGEST_WINDOW:
        raise invalid("/end", "Ask for at most 62 days at a time.")
    return Interval(_midnight(query.start, query.time_zone), _midnight(query.end, query.time_zone))


def bookable_by(user: User | AnonymousUser, event_type_id: int) -> EventType:
    """Strangers see active types only; the caller's own are seen in any state."""
    public = event_type_with_id(event_type_id)
    if public is not None and public.is_active:
        return public
    own = seen_event_types(user).filter(pk=event_type_id).first() if isinstance(user, User) else None
    if own is None:
        raise not_found()
    return own


def _refuse_other_choices(event_type: EventType, query: SlotsQuery) -> None:
    if query.duration is not None and query.duration not in event_type.durations:
        words = " or ".join(str(each) for each in event_type.durations)
        raise invalid("/duration", f"This event type takes {words} minutes.")
    if query.host is not None and query.host not in {host.pk for host in event_type.hosts.all()}:
        raise invalid("/host", "This is no host of the event type.")


def _refuse_to_explain_too_much(event_type: EventType, query: SlotsQuery) -> None:
    hosts = 1 if query.host is not None else len(event_type.hosts.all())
    a_day = max(hosts, 1) * (DAY // timedelta(minutes=event_type.slot_step_minutes) + 1)
    most = max(MOST_EXPLAINED // a_day, 1) * DAY
    if query.end - query.start > most:
        days = f"{most.days} days" if most.days > 1 else "one day"
        raise invalid("/end", f"With so many hosts and times at most {days} can be explained at a time.")


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)
