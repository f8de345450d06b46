"""Making and changing what can be booked. The list of it is a page of the bookings, which know what is bookable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import User, Workspace
from halfpast.event_types.access import seen_event_types
from halfpast.event_types.forms import EventTypeForm
from halfpast.event_types.meeting_forms import PRESSES
from halfpast.event_types.meeting_preview import Preview, preview
from halfpast.event_types.meeting_templates import VARIABLES
from halfpast.event_types.meeting_warnings import plan_warnings
from halfpast.event_types.models import EventType, Place, PlaceKind
from halfpast.event_types.place_forms import PlaceRows
from halfpast.event_types.saving import save_event_type
from halfpast.web.pages import wants_fragment
from halfpast.web.public_origin import absolute


@member_page("GET", "POST")
def new(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    return _edit(request, EventType(workspace=workspace), [Place(kind=PlaceKind.ZOOM)])


@member_page("GET", "POST")
def edit(request: MemberRequest, workspace: Workspace, event_type_id: int) -> HttpResponse:
    event_type = get_object_or_404(seen_event_types(request.membership), pk=event_type_id)
    return _edit(request, event_type, list(event_type.places.order_by("position")))


@member_page("POST")
def switch(request: MemberRequest, workspace: Workspace, event_type_id: int) -> HttpResponse:
    """Open or close an event type for bookings: `open` is yes or no."""
    event_type = get_object_or_404(seen_event_types(request.membership), pk=event_type_id)
    event_type.is_active = request.POST.get("open") == "yes"
    event_type.save(update_fields=["is_active"])
    return _to_the_list()


def _edit(request: MemberRequest, event_type: EventType, places: list[Place]) -> HttpResponse:
    press = PRESSES.get(request.POST.get("press", ""))
    if press is not None:
        return _filled_in(request, event_type, places, press)
    data: Mapping[str, Any] | None = request.POST if request.method == "POST" else None
    form = EventTypeForm(data, instance=event_type, owner=request.user)
    rows = PlaceRows(places, data)
    if data is None:
        return _shown(request, form, rows)
    # Both are asked, so that all mistakes show at once.
    if not all([form.is_valid(), rows.is_valid()]) or not _saved(request, form, rows):
        return _shown(request, form, rows, status=422)
    messages.success(request, _("“%(title)s” is saved.") % {"title": form.instance.title})
    for warning in _warnings(request, form, rows):
        messages.warning(request, warning)
    return _to_the_list()


def _filled_in(
    request: MemberRequest, event_type: EventType, places: list[Place], press: Mapping[str, str]
) -> HttpResponse:
    """The form as it was typed, with some of the meeting's options chosen; nothing is saved."""
    data = request.POST.copy()
    data.update(press)
    form = EventTypeForm(data, instance=event_type, owner=request.user)
    form.keep_meeting_mistakes_only()
    rows = PlaceRows(places, data)
    rows.forget_mistakes()
    return _shown(request, form, rows, status=422 if form.errors else 200)


def _saved(request: MemberRequest, form: EventTypeForm, rows: PlaceRows) -> bool:
    try:
        save_event_type(form.instance, rows.places(), first_host=request.user)
    except IntegrityError as refused:
        if "one_event_type_per_address" not in str(refused):
            raise
        form.add_error("slug", _("Another event type has just taken this address."))
        return False
    return True


def _shown(request: MemberRequest, form: EventTypeForm, rows: PlaceRows, status: int = 200) -> HttpResponse:
    event_type = form.instance
    context = {
        "section": "event_types",
        "form": form,
        "rows": rows,
        "event_type_id": event_type.pk,
        "address": absolute(f"/{event_type.workspace.slug}/"),
        "uses_zoom": rows.name(PlaceKind.ZOOM),
        "variables": VARIABLES.items(),
        "warnings": _warnings(request, form, rows),
        "preview": _preview(request, form),
    }
    if wants_fragment(request):
        # htmx leaves out what is not a success, and the fragment says itself what is wrong.
        return render(request, "event_types/_meeting_live.html", context)
    return render(request, "event_types/event_type.html", context, status=status)


def _preview(request: MemberRequest, form: EventTypeForm) -> Preview | None:
    """None when a template cannot be filled; the form says why."""
    if form.has_bad_templates():
        return None
    return preview(form.instance, _host(request, form.instance), timezone.now())


def _warnings(request: MemberRequest, form: EventTypeForm, rows: PlaceRows) -> list[str]:
    if not rows.name(PlaceKind.ZOOM):
        return []
    return plan_warnings(form.instance, _host(request, form.instance))


def _host(request: MemberRequest, event_type: EventType) -> User:
    """Whose account the meetings are made in; a new event type becomes its maker's."""
    return (event_type.hosts.first() if event_type.pk else None) or request.user


def _to_the_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("app-event-types"), status=303)
