"""One of the host's bookings: how to join, what was done and told to whom."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.timeline import TimelineLine, lines_of
from halfpast.dashboard.booking_rows import LATE, find, join_of, row_of, zone_of
from halfpast.dashboard.forms import LinkByHandForm
from halfpast.dashboard.link_help import link_help
from halfpast.web.pages import wants_fragment
from halfpast.web.zones import known_zone


@member_page("GET")
def booking(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    return show_booking(request, find(request.membership, uid))


def show_booking(
    request: MemberRequest, mine: Booking, *, link_form: LinkByHandForm | None = None, status: int = 200
) -> HttpResponse:
    zone = zone_of(request.user)
    guest_zone = known_zone(mine.time_zone)
    context = {
        **about(mine),
        **link_box(request, mine),
        "guest_zone": None if guest_zone == zone else guest_zone,
        "hosts": mine.appointment.all_hosts(),
        "former": mine.former_time,
        "can_change": mine.is_confirmed and not mine.has_ended(timezone.now()),
        "answers": list(mine.answers.items()),
        "timeline": [(line, who(line)) for line in lines_of(mine)],
        "link_form": link_form or LinkByHandForm(),
    }
    return render(request, "dashboard/booking.html", context, status=status)


@member_page("GET")
def link(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    """The box with the way to join, asked for again while the link is being made."""
    mine = find(request.membership, uid)
    if not wants_fragment(request):
        return redirect(f"{address_of(mine)}#join")
    return render(request, "bookings/shared/_join.html", {**about(mine), **link_box(request, mine)})


def link_box(request: MemberRequest, mine: Booking) -> dict[str, object]:
    """How to join, or how far the link is: more than a list or another page about the booking tells."""
    help_for_host = link_help(mine, timezone.now())
    box: dict[str, object] = {"link_help": help_for_host, "zone": zone_of(request.user)}
    if help_for_host.is_late:
        box |= {"join": join_of(mine, is_late=True), "chip": LATE}
    return box


def about(mine: Booking) -> dict[str, object]:
    """What every page about one booking shows."""
    row = row_of(mine)
    return {
        "section": "bookings",
        "booking": mine,
        "appointment": row.appointment,
        "title": row.title,
        "base": address_of(mine),
        "join": row.join,
        "join_icon": row.join_icon,
        "chip": row.chip,
    }


def address_of(mine: Booking) -> str:
    return reverse("app-booking", kwargs={"uid": mine.uid})


def to_booking(mine: Booking) -> HttpResponseRedirect:
    return HttpResponseRedirect(address_of(mine), status=303)


def who(line: TimelineLine) -> str:
    """Whose doing it was, nothing for our own."""
    return "" if line.actor == Party.SYSTEM else str(Party(line.actor).label)
