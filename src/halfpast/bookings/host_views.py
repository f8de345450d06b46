"""The host's bookings: what comes, how to join, what was done and told to whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings import host_bookings, services
from halfpast.bookings.event_type_list import closed_for_guests
from halfpast.bookings.host_banners import banners_for
from halfpast.bookings.host_bookings import LATE, find, join_of, row_of, zone_of
from halfpast.bookings.host_forms import HostCancelForm, LinkByHandForm
from halfpast.bookings.link_help import link_help
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.openings import event_types_to_book
from halfpast.bookings.refusals import Busy, NoLongerPossible, StaleBooking
from halfpast.bookings.timeline import TimelineLine, lines_of
from halfpast.web.pages import wants_fragment
from halfpast.web.public_origin import absolute
from halfpast.web.zones import known_zone

ON_A_PAGE = 50
TABS = {
    "upcoming": (gettext_lazy("Upcoming"), host_bookings.upcoming),
    "past": (gettext_lazy("Past"), host_bookings.past),
    "cancelled": (gettext_lazy("Cancelled"), host_bookings.cancelled),
}


@member_page("GET")
def bookings(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    asked = request.GET.get("show", "")
    shown = asked if asked in TABS else "upcoming"
    rows = TABS[shown][1](host_bookings.bookings_of(workspace), timezone.now())
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    event_types = list(event_types_to_book().filter(workspace=workspace, is_active=True))
    context = {
        "section": "bookings",
        "tabs": [(name, label) for name, (label, _rows) in TABS.items()],
        "shown": shown,
        "page": page,
        "rows": [row_of(booking) for booking in page],
        "zone": zone_of(request.user),
        "public_page": absolute(reverse("workspace", args=[workspace.slug])),
        "banners": banners_for(request.user, event_types),
        "closed": closed_for_guests(request.user, event_types),
    }
    return render(request, "bookings/host/bookings.html", context)


@member_page("GET")
def booking(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    return show_booking(request, find(workspace, uid))


def show_booking(
    request: MemberRequest, mine: Booking, *, link_form: LinkByHandForm | None = None, status: int = 200
) -> HttpResponse:
    zone = zone_of(request.user)
    guest_zone = known_zone(mine.time_zone)
    context = {
        **about(mine),
        **link_box(request, mine),
        "guest_zone": None if guest_zone == zone else guest_zone,
        "former": mine.former_time,
        "can_change": mine.is_confirmed and not mine.has_ended(timezone.now()),
        "answers": list(mine.answers.items()),
        "timeline": [(line, who(line)) for line in lines_of(mine)],
        "link_form": link_form or LinkByHandForm(),
    }
    return render(request, "bookings/host/booking.html", context, status=status)


@member_page("GET")
def link(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    """The box with the way to join, asked for again while the link is being made."""
    mine = find(workspace, uid)
    if not wants_fragment(request):
        return redirect(f"{address_of(mine)}#join")
    return render(request, "bookings/public/_join.html", {**about(mine), **link_box(request, mine)})


def link_box(request: MemberRequest, mine: Booking) -> dict[str, object]:
    """How to join, or how far the link is: more than a list or another page about the booking tells."""
    help_for_host = link_help(mine, timezone.now())
    box: dict[str, object] = {"link_help": help_for_host, "zone": zone_of(request.user)}
    if help_for_host.is_late:
        box |= {"join": join_of(mine, is_late=True), "chip": LATE}
    return box


@member_page("GET", "POST")
def cancel(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    mine = find(workspace, uid)
    if request.method != "POST":
        return _confirm_cancel(request, mine, HostCancelForm(initial={"generation": mine.generation}))
    form = HostCancelForm(request.POST)
    if not form.is_valid():
        return _confirm_cancel(request, mine, form, status=422)
    reason = form.cleaned_data["reason"]
    mine.generation = form.cleaned_data["generation"]
    try:
        services.cancel(mine, by=Party.HOST, now=timezone.now(), reason=reason)
    except (StaleBooking, Busy) as refusal:
        now_is = find(workspace, uid)
        again = HostCancelForm(initial={"generation": now_is.generation, "reason": reason})
        return _confirm_cancel(request, now_is, again, status=409, notice=refusal.reason)
    except NoLongerPossible as refusal:
        messages.warning(request, refusal.reason)
        return to_booking(mine)
    messages.success(request, _("The booking is cancelled. Your guest gets a mail."))
    return to_booking(mine)


def _confirm_cancel(
    request: MemberRequest, mine: Booking, form: HostCancelForm, status: int = 200, notice: str = ""
) -> HttpResponse:
    if not mine.is_confirmed or mine.has_ended(timezone.now()):
        return to_booking(mine)
    context = {**about(mine), "zone": zone_of(request.user), "form": form, "notice": notice}
    return render(request, "bookings/host/cancel.html", context, status=status)


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
