"""The accounts a member has connected, and the end of one: with what hangs on each."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from halfpast.accounts.models import User
from halfpast.connections import removal
from halfpast.connections.cards import zoom_card, zoom_connection
from halfpast.connections.zoom_forms import leads_to_zoom
from halfpast.dashboard.booking_rows import zone_of
from halfpast.dashboard.zoom_dependents import zoom_dependents
from halfpast.providers.zoom_plans import BASIC_MINUTES


@require_safe
@never_cache
@login_required
@leads_to_zoom
def integrations(request: HttpRequest) -> HttpResponse:
    user, now = _user(request), timezone.now()
    connection = zoom_connection(user)
    card, dependents = zoom_card(connection, now), zoom_dependents(user, connection, now)
    context = {
        "section": "integrations",
        "zone": zone_of(user),
        "zoom": card,
        "dependents": dependents,
        "too_long": dependents.longer_than(BASIC_MINUTES) if card.is_basic else (),
    }
    return render(request, "dashboard/integrations/integrations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def disconnect_zoom(request: HttpRequest) -> HttpResponse:
    """GET shows what it touches, POST acts."""
    user = _user(request)
    connection = zoom_connection(user)
    if connection is None:
        return redirect("integrations")
    if request.method == "POST":
        removal.disconnect(connection.pk)
        messages.success(request, _("Zoom is disconnected. Its tokens and your Zoom e-mail are deleted here."))
        return redirect("integrations")
    dependents = zoom_dependents(user, connection, timezone.now())
    context = {"section": "integrations", "connection": connection, "dependents": dependents}
    return render(request, "dashboard/integrations/disconnect.html", context)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
