"""Making and changing what can be booked. The list of it is a page of the bookings, which know what is bookable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.access import sees_all
from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import User, Workspace
from halfpast.event_types.access import seen_event_types
from halfpast.event_types.forms import EventTypeForm
from halfpast.event_types.host_rows import HostRows
from halfpast.event_types.hosting import Hosting, hosted_by, hosting_of, hosts_in_order, possible_hosts
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


@dataclass(frozen=True)
class Editor:
    """All that is filled in; `hosts` None: this reader does not choose who hosts, or there is nobody else."""

    form: EventTypeForm
    rows: PlaceRows
    hosts: HostRows | None

    def is_valid(self) -> bool:
        # All are asked, so that all mistakes show at once.
        answers = [self.form.is_valid(), self.rows.is_valid(), self.hosts is None or self.hosts.is_valid()]
        return all(answers)

    def keep_meeting_mistakes_only(self) -> None:
        self.form.keep_meeting_mistakes_only()
        self.rows.forget_mistakes()
        if self.hosts is not None:
            self.hosts.forget_mistakes()

    def hosting(self, maker: User) -> Hosting | None:
        """None leaves the hosts as they are; a new event type becomes its maker's."""
        chosen = self.hosts.hosting() if self.hosts is not None else None
        return chosen or (None if self.form.instance.pk else hosted_by(maker))


def _edit(request: MemberRequest, event_type: EventType, places: list[Place]) -> HttpResponse:
    press = PRESSES.get(request.POST.get("press", ""))
    if press is not None:
        return _filled_in(request, event_type, places, press)
    data: Mapping[str, Any] | None = request.POST if request.method == "POST" else None
    editor = _editor(request, event_type, places, data)
    if data is None:
        return _shown(request, editor)
    if not editor.is_valid() or not _saved(request, editor):
        return _shown(request, editor, status=422)
    messages.success(request, _("“%(title)s” is saved.") % {"title": event_type.title})
    for warning in _warnings(request, editor):
        messages.warning(request, warning)
    return _to_the_list()


def _filled_in(
    request: MemberRequest, event_type: EventType, places: list[Place], press: Mapping[str, str]
) -> HttpResponse:
    """The form as it was typed, with some of the meeting's options chosen; nothing is saved."""
    data = request.POST.copy()
    data.update(press)
    editor = _editor(request, event_type, places, data)
    editor.keep_meeting_mistakes_only()
    return _shown(request, editor, status=422 if editor.form.errors else 200)


def _editor(
    request: MemberRequest, event_type: EventType, places: list[Place], data: Mapping[str, Any] | None
) -> Editor:
    form = EventTypeForm(data, instance=event_type, owner=request.user, now=timezone.now())
    return Editor(form, PlaceRows(places, data), _host_rows(request, event_type, data))


def _host_rows(request: MemberRequest, event_type: EventType, data: Mapping[str, Any] | None) -> HostRows | None:
    if not sees_all(request.membership):
        return None
    hosting = hosting_of(event_type) if event_type.pk else hosted_by(request.user)
    members = list(possible_hosts(event_type.workspace, hosting))
    if len(members) == 1 and hosting.hosts:
        return None
    return HostRows(hosting, members, data)


def _saved(request: MemberRequest, editor: Editor) -> bool:
    try:
        save_event_type(editor.form.instance, editor.rows.places(), hosting=editor.hosting(request.user))
    except IntegrityError as refused:
        if "one_event_type_per_address" not in str(refused):
            raise
        editor.form.add_error("slug", _("Another event type has just taken this address."))
        return False
    return True


def _shown(request: MemberRequest, editor: Editor, status: int = 200) -> HttpResponse:
    event_type = editor.form.instance
    context = {
        "section": "event_types",
        "form": editor.form,
        "rows": editor.rows,
        "hosts": editor.hosts,
        "hosted_by": _names_of_several(event_type) if editor.hosts is None else [],
        "event_type_id": event_type.pk,
        "address": absolute(f"/{event_type.workspace.slug}/"),
        "uses_zoom": editor.rows.name(PlaceKind.ZOOM),
        "variables": VARIABLES.items(),
        "warnings": _warnings(request, editor),
        "preview": _preview(request, editor.form),
    }
    if wants_fragment(request):
        # htmx leaves out what is not a success, and the fragment says itself what is wrong.
        return render(request, "event_types/_meeting_live.html", context)
    return render(request, "event_types/event_type.html", context, status=status)


def _preview(request: MemberRequest, form: EventTypeForm) -> Preview | None:
    """None when a template cannot be filled; the form says why."""
    if form.has_bad_templates():
        return None
    host = hosts_in_order(form.instance)[:1] if form.instance.pk else []
    return preview(form.instance, host[0] if host else request.user, timezone.now())


def _warnings(request: MemberRequest, editor: Editor) -> list[str]:
    if not editor.rows.name(PlaceKind.ZOOM):
        return []
    event_type = editor.form.instance
    hosts = [host.pk for host in hosts_in_order(event_type)] if event_type.pk else [request.user.pk]
    return plan_warnings(event_type, hosts)


def _names_of_several(event_type: EventType) -> list[str]:
    names = [host.name for host in hosts_in_order(event_type)] if event_type.pk else []
    return names if len(names) > 1 else []


def _to_the_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("app-event-types"), status=303)
