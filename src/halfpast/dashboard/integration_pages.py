"""The accounts a member has connected, and the end of one: with what hangs on each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.connections import removal
from halfpast.connections.cards import zoom_card, zoom_connection
from halfpast.connections.zoom_forms import leads_to_zoom
from halfpast.dashboard.booking_rows import zone_of
from halfpast.dashboard.zoom_dependents import zoom_dependents
from halfpast.event_types.access import seen_event_types
from halfpast.providers.zoom_plans import BASIC_MINUTES


@leads_to_zoom  # type: ignore[arg-type]
@member_page("GET")
def integrations(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    user, now = request.user, timezone.now()
    connection = zoom_connection(user)
    seen = _seen(request)
    card, dependents = zoom_card(connection, now), zoom_dependents(user, connection, now)
    too_long = dependents.longer_than(BASIC_MINUTES) if card.is_basic else ()
    context = {
        "section": "integrations",
        "zone": zone_of(user),
        "zoom": card,
        "dependents": dependents,
        "seen": seen,
        "too_long": [each for each in too_long if each.pk in seen],
    }
    return render(request, "dashboard/integrations/integrations.html", context)


@member_page("GET", "POST")
def disconnect_zoom(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    """GET shows what it touches, POST acts."""
    user = request.user
    connection = zoom_connection(user)
    if connection is None:
        return redirect("integrations")
    if request.method == "POST":
        removal.disconnect(connection.pk)
        messages.success(request, _("Zoom is disconnected. Its tokens and your Zoom e-mail are deleted here."))
        return redirect("integrations")
    dependents = zoom_dependents(user, connection, timezone.now())
    context = {
        "section": "integrations",
        "connection": connection,
        "dependents": dependents,
        "seen": _seen(request),
    }
    return render(request, "dashboard/integrations/disconnect.html", context)


def _seen(request: MemberRequest) -> set[int]:
    """Bookings stay with their host when somebody else hosts the event type by now: its page may be out of reach."""
    return set(seen_event_types(request.membership).values_list("pk", flat=True))
