"""Which sessions somebody has open; one of them or all others can be ended."""

from __future__ import annotations

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.accounts.sessions import note_activity, open_sessions


@member_page("GET")
def sessions(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    note_activity(request, timezone.now())
    context = {"section": "account", "sessions": open_sessions(request, request.user), "zone": request.user.time_zone}
    return render(request, "account/sessions.html", context)


@member_page("POST")
def end_session(request: MemberRequest, workspace: Workspace, session_id: int) -> HttpResponse:
    """Ending the one this is asked from signs out."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    end_sessions(request, [session])
    messages.success(request, _("That session has ended."))
    return HttpResponseRedirect(reverse("usersessions_list"), status=303)


@member_page("POST")
def end_others(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    end_other_sessions(request, request.user)
    messages.success(request, _("All other sessions have ended."))
    return HttpResponseRedirect(reverse("usersessions_list"), status=303)
