"""When a host can be booked: weekly hours, the dates that differ, and public holidays."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.outside_hours import count_outside
from halfpast.event_types.schedule_use import event_types_using
from halfpast.schedules.access import own_schedules
from halfpast.schedules.forms import HoursForm
from halfpast.schedules.hours import ScheduleHours, office_hours, save_hours
from halfpast.schedules.models import Schedule
from halfpast.schedules.services import ScheduleInUse, add_schedule, delete_schedule
from halfpast.web import local_time
from halfpast.web.zones import zone_label


@member_page("GET", "POST")
def availability(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    """The schedule a host has had longest."""
    first = own_schedules(request.user).order_by("pk").first()
    return _page(request, first) if first else render(request, "schedules/none.html", {"section": "availability"})


@member_page("GET", "POST")
def schedule(request: MemberRequest, workspace: Workspace, schedule_id: int) -> HttpResponse:
    return _page(request, get_object_or_404(own_schedules(request.user), pk=schedule_id))


@member_page("POST")
def new(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    owner = request.user
    return _to(add_schedule(owner, _("More hours"), ScheduleHours(owner.time_zone, office_hours(), {})))


@member_page("POST")
def delete(request: MemberRequest, workspace: Workspace, schedule_id: int) -> HttpResponse:
    mine = get_object_or_404(own_schedules(request.user), pk=schedule_id)
    try:
        delete_schedule(mine)
    except ScheduleInUse:
        messages.warning(request, _in_use(schedule_id))
        return HttpResponseRedirect(reverse("schedule", args=[schedule_id]), status=303)
    messages.success(request, _("Deleted."))
    return HttpResponseRedirect(reverse("availability"), status=303)


def _page(request: MemberRequest, mine: Schedule) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, mine, HoursForm(mine, timezone.now()))
    form = HoursForm(mine, timezone.now(), request.POST)
    if not form.is_valid():
        return _shown(request, mine, form, status=422)
    mine.name = form.cleaned_data["name"]
    save_hours(mine, form.hours(), form.holidays())
    messages.success(request, _("Your hours are saved."))
    return _to(mine)


def _shown(request: MemberRequest, mine: Schedule, form: HoursForm, status: int = 200) -> HttpResponse:
    now, zone = timezone.now(), ZoneInfo(mine.time_zone)
    context = {
        "section": "availability",
        "time_now": f"{local_time.clock(now.astimezone(zone).time())}, {zone_label(zone, now)}",
        "schedule": mine,
        "schedules": own_schedules(request.user).order_by("pk"),
        "form": form,
        "outside": count_outside(mine, now),
    }
    return render(request, "schedules/schedule.html", context, status=status)


def _in_use(schedule_id: int) -> str:
    titles = ", ".join(event_types_using(schedule_id).values_list("title", flat=True)[:20])
    return _("Event types use these hours: %(titles)s. Give them other hours first.") % {"titles": titles}


def _to(mine: Schedule) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("schedule", args=[mine.pk]), status=303)
