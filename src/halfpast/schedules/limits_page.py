"""How much a host takes on across all their event types."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.schedules.limits import limits_of, save_limits
from halfpast.schedules.limits_form import LimitsForm


@member_page("GET", "POST")
def limits(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, LimitsForm(limits_of(request.user)))
    form = LimitsForm(limits_of(request.user), request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    save_limits(request.user, form.cleaned_data)
    messages.success(request, _("Your limits are saved."))
    return HttpResponseRedirect(reverse("host-limits"), status=303)


def _shown(request: MemberRequest, form: LimitsForm, status: int = 200) -> HttpResponse:
    return render(request, "schedules/limits.html", {"section": "availability", "form": form}, status=status)
