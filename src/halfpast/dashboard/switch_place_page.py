"""One press puts another place where a dead one stands, in all event types that name it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.models import Appointment, AppointmentState
from halfpast.bookings.places import NEEDS_CONNECTION, name_of
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.dashboard.dead_places import hit_types
from halfpast.dashboard.forms import OtherPlaceForm
from halfpast.event_types.access import seen_event_types
from halfpast.event_types.models import EventType
from halfpast.event_types.switching import switch_places


@member_page("GET", "POST")
def switch_place(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    kind, hit = _dead(request)
    if not hit:
        messages.info(request, _("All places of your event types can be used, so there is nothing to switch."))
        return _to_event_types()
    form = OtherPlaceForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _shown(request, form, kind, hit)
    place = form.place() if form.is_valid() else None
    if place is None:
        return _shown(request, form, kind, hit, status=422)
    count = switch_places(hit, kind, place)
    messages.success(request, _done(count, place.kind))
    return _to_event_types()


def _dead(request: MemberRequest) -> tuple[str, list[EventType]]:
    """Their own event types, whatever else they see: nobody answers for somebody else's account."""
    event_types = list(seen_event_types(request.membership, among=event_types_to_book()).filter(is_active=True))
    for kind in NEEDS_CONNECTION:
        if hit := hit_types(request.user, kind, event_types):
            return kind, hit
    return "", []


def _shown(
    request: MemberRequest, form: OtherPlaceForm, kind: str, hit: list[EventType], status: int = 200
) -> HttpResponse:
    context = {
        "section": "event_types",
        "form": form,
        "provider": name_of(kind),
        "event_types": hit,
        "count": len(hit),
        "booked": _booked(kind, hit),
    }
    return render(request, "dashboard/switch_place.html", context, status=status)


def _booked(kind: str, hit: list[EventType]) -> int:
    """Appointments to come, which keep their place."""
    rows = Appointment.objects.filter(event_type__in=hit, place_kind=kind, state=AppointmentState.CONFIRMED)
    return rows.filter(end__gt=timezone.now()).count()


def _done(count: int, kind: str) -> str:
    words = ngettext("%(count)d event type now has: %(place)s.", "%(count)d event types now have: %(place)s.", count)
    return words % {"count": count, "place": name_of(kind)}


def _to_event_types() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("app-event-types"), status=303)
