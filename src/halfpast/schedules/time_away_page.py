"""A host's journeys and absences, which hold for all their schedules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.schedules.access import colleagues_of, own_absences, own_travels
from halfpast.schedules.time_away import JourneysOverlap, add_absence, add_travel, remove, today_of
from halfpast.schedules.time_away_forms import AbsenceForm, JourneyForm


@member_page("GET")
def time_away(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    return _shown(request, workspace)


@member_page("GET", "POST")
def journeys(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    if request.method != "POST":
        return _to_list()
    form = JourneyForm(today_of(request.user, timezone.now()), request.POST)
    if not form.is_valid() or not _journey_added(request, form):
        return _shown(request, workspace, journey_form=form, status=422)
    messages.success(request, _("Your journey is added."))
    return _to_list()


@member_page("GET", "POST")
def absences(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    if request.method != "POST":
        return _to_list()
    colleagues = colleagues_of(request.user, workspace)
    form = AbsenceForm(today_of(request.user, timezone.now()), colleagues, request.POST)
    if not form.is_valid():
        return _shown(request, workspace, absence_form=form, status=422)
    asked = form.cleaned_data
    add_absence(
        request.user,
        asked["first_date"],
        asked["last_date"],
        message=asked["message"],
        colleague=asked["colleague"],
    )
    messages.success(request, _("You take no bookings on these dates. Those you have stay as they are."))
    return _to_list()


@member_page("POST")
def end_journey(request: MemberRequest, workspace: Workspace, travel_id: int) -> HttpResponse:
    remove(get_object_or_404(own_travels(request.user), pk=travel_id))
    return _removed(request)


@member_page("POST")
def end_absence(request: MemberRequest, workspace: Workspace, absence_id: int) -> HttpResponse:
    remove(get_object_or_404(own_absences(request.user), pk=absence_id))
    return _removed(request)


def _journey_added(request: MemberRequest, form: JourneyForm) -> bool:
    asked = form.cleaned_data
    try:
        add_travel(request.user, asked["first_date"], asked["last_date"], asked["time_zone"])
    except JourneysOverlap as refused:
        form.add_error("first_date", str(refused.message))
        return False
    return True


def _shown(
    request: MemberRequest,
    workspace: Workspace,
    *,
    journey_form: JourneyForm | None = None,
    absence_form: AbsenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Past ones are not listed."""
    today = today_of(request.user, timezone.now())
    colleagues = colleagues_of(request.user, workspace)
    context = {
        "section": "availability",
        "journeys": own_travels(request.user).filter(last_date__gte=today),
        "absences": own_absences(request.user).filter(last_date__gte=today).select_related("colleague"),
        "journey_form": journey_form or JourneyForm(today),
        "absence_form": absence_form or AbsenceForm(today, colleagues),
    }
    return render(request, "schedules/time_away.html", context, status=status)


def _removed(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("Removed."))
    return _to_list()


def _to_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("time-away"), status=303)
