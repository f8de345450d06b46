"""The booking page's calendar as a guest somewhere would see it, on a date to come: to look at, not to book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.openings import bookability
from halfpast.bookings.time_choice.calendar_page import CalendarPage
from halfpast.bookings.time_choice.choice import choice_to_book
from halfpast.bookings.time_choice.position import Position, read_day
from halfpast.dashboard.booking_rows import zone_of
from halfpast.dashboard.day_forms import PreviewForm
from halfpast.dashboard.explain_page import asked_of, find_event_type
from halfpast.event_types.models import EventType
from halfpast.web import local_time
from halfpast.web.pages import show
from halfpast.web.zones import zone_options

# When a guest of a day to come is at the page, by their own clock.
MORNING = time(9)


@dataclass(frozen=True)
class PreviewPosition(Position):
    """`date` is when the guest looks; the day they look at has a name of its own."""

    seen_on: date = date.min

    def link(self) -> str:
        shown = {
            "tz": self.zone.key,
            "date": self.seen_on.isoformat(),
            "length": self.length,
            "month": self.month and self.month.isoformat()[:7],
            "day": self.day and self.day.isoformat(),
        }
        return f"{self.path}?{urlencode({name: value for name, value in shown.items() if value})}"


@dataclass(frozen=True)
class PreviewCalendar(CalendarPage):
    """Its times lead nowhere."""

    def times_html(self) -> SafeString:
        classes = "flex min-h-target items-center justify-center gap-1.5 rounded-field border border-line px-2"
        item = f'<li class="{classes}"><time datetime="{{}}">{{}}</time>{{}}</li>'
        notes = (format_html_join("", "<small>{}</small>", [(each.note,)] if each.note else []) for each in self.times)
        return format_html_join(
            "", item, ((each.value, each.label, note) for each, note in zip(self.times, notes, strict=True))
        )


@member_page("GET")
def preview(request: MemberRequest, workspace: Workspace, event_type_id: int) -> HttpResponse:
    event_type, now, mine = find_event_type(request, event_type_id), timezone.now(), zone_of(request.user)
    data = asked_of(request, event_type, tz=mine.key, date=now.astimezone(mine).date().isoformat())
    form = PreviewForm(data, lengths=event_type.durations, now=now)
    form.is_valid()
    zone = form.cleaned_data.get("tz") or mine
    position = _position(request, zone, form.cleaned_data.get("date"), now)
    if (length := form.cleaned_data.get("length")) != event_type.duration_minutes:
        position = replace(position, length=length)
    context = {"form": form, "zone_options": zone_options(zone.key), **_shown(event_type, position, now)}
    return show(request, "dashboard/preview.html", context)


def seen_at(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    """The morning of a day to come; today it is now."""
    if day <= now.astimezone(zone).date():
        return now
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def _position(request: MemberRequest, zone: ZoneInfo, seen_on: date | None, now: datetime) -> PreviewPosition:
    today = now.astimezone(zone).date()
    return PreviewPosition(
        path=request.path,
        zone=zone,
        zone_in_address=True,
        month=read_day(f"{request.GET.get('month', '')}-01"),
        day=read_day(request.GET.get("day", "")),
        seen_on=max(today, seen_on or today),
    )


def _shown(event_type: EventType, position: PreviewPosition, now: datetime) -> dict[str, Any]:
    closed = "" if event_type.is_active else bookability(event_type).reason
    # Not saved: what would be seen once it is switched on.
    event_type.is_active = True
    return {
        "section": "event_types",
        "event_type": event_type,
        "place": position.zone.key.replace("_", " "),
        "seen_on": local_time.long_date(position.seen_on),
        "switched_off": closed,
        "not_bookable": bookability(event_type).reason,
        "is_preview": True,
        "calendar": _calendar(event_type, position, now) if bookability(event_type).ok else None,
    }


def _calendar(event_type: EventType, position: PreviewPosition, now: datetime) -> PreviewCalendar:
    length = timedelta(minutes=position.length or event_type.duration_minutes)
    moment = seen_at(position.seen_on, position.zone, now)
    page = choice_to_book(position, event_type, moment, length).calendar()
    return PreviewCalendar(**vars(page))
