"""Why is this time missing? One day of an event type, with all that stands against each of its starts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.openings import bookability, explain
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.dashboard.day_forms import DayForm
from halfpast.dashboard.explained_day.asked import DAY, AskedDay
from halfpast.dashboard.explained_day.enough_hosts import who_is_needed
from halfpast.dashboard.explained_day.notes import notes_of
from halfpast.dashboard.explained_day.nothing_possible import why_nothing
from halfpast.dashboard.explained_day.rows import rows_of
from halfpast.dashboard.explained_day.strip import strip_of
from halfpast.event_types.access import seen_event_types
from halfpast.event_types.models import EventType
from halfpast.web import local_time


@member_page("GET")
def explain_day(request: MemberRequest, workspace: Workspace, event_type_id: int) -> HttpResponse:
    event_type = find_event_type(request, event_type_id)
    now = timezone.now()
    today = now.astimezone(ZoneInfo(event_type.schedule.time_zone)).date()
    data = asked_of(request, event_type, date=today.isoformat())
    form = DayForm(data, lengths=event_type.durations)
    form.is_valid()
    length = form.cleaned_data.get("length") or event_type.duration_minutes
    day = form.cleaned_data.get("date") or today
    asked = AskedDay(event_type, day, timedelta(minutes=length), now, request.membership)
    return render(request, "dashboard/explain.html", {"form": form, **_shown(asked)})


def find_event_type(request: MemberRequest, event_type_id: int) -> EventType:
    return get_object_or_404(seen_event_types(request.membership, among=event_types_to_book()), pk=event_type_id)


def asked_of(request: MemberRequest, event_type: EventType, **defaults: str) -> dict[str, str]:
    """What the address says, and the rest as it is when the page is opened first."""
    defaults["length"] = str(event_type.duration_minutes)
    return defaults | {name: value for name, value in request.GET.dict().items() if value}


def _shown(asked: AskedDay) -> dict[str, Any]:
    day = explain(asked.event_type, asked.window, asked.now, length=asked.length)
    rows = rows_of(asked, day)
    return {
        "section": "event_types",
        "event_type": asked.event_type,
        "title": local_time.long_date(asked.day),
        "zone": asked.zone,
        "bookable": bookability(asked.event_type),
        "notes": notes_of(asked, day.hosts),
        "rows": rows,
        "strip": strip_of(rows, asked) if rows else None,
        "offered": sum(each.is_offered for each in day.explanations),
        "possible": len(day.explanations),
        "needed": who_is_needed(asked.event_type) if len(day.hosts) > 1 else "",
        "why_nothing": [] if rows else why_nothing(asked, day.hosts),
        "earlier": _address(asked, asked.day - DAY),
        "later": _address(asked, asked.day + DAY),
    }


def _address(asked: AskedDay, day: date) -> str:
    minutes = asked.length // timedelta(minutes=1)
    length = {} if minutes == asked.event_type.duration_minutes else {"length": minutes}
    return f"?{urlencode({'date': day.isoformat(), **length})}"
