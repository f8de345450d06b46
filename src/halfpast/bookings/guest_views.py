"""The guest's own page of a booking: its address is the key. GET shows, POST acts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from halfpast.bookings import services
from halfpast.bookings.calendar_entries import downloaded_entry
from halfpast.bookings.calendar_links import calendar_links
from halfpast.bookings.invitation import JoinDetails, join_details
from halfpast.bookings.link_progress import is_late
from halfpast.bookings.link_tokens import booking_from_link, manage_url
from halfpast.bookings.models import Booking, BookingState, Party
from halfpast.bookings.offer import icon_of, offer_of
from halfpast.bookings.public_forms import CancelForm
from halfpast.bookings.refusals import Busy, NoLongerPossible, StaleBooking
from halfpast.web.pages import wants_fragment
from halfpast.web.token_pages import token_page
from halfpast.web.zones import known_zone


@require_safe
@token_page
def booking(request: HttpRequest, token: str) -> HttpResponse:
    return receipt(request, token, find(token))


@require_safe
@token_page
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The box with the way to join, asked for again and again while the link is being made."""
    mine, page = find(token), reverse("booking", args=[token])
    if not wants_fragment(request):
        return redirect(f"{page}#join")
    return render(request, "bookings/public/_join.html", {**join_box(joining(mine)), "base": page})


@require_safe
@token_page
def invite(request: HttpRequest, token: str) -> HttpResponse:
    mine = find(token)
    host = mine.appointment.the_host()
    content = downloaded_entry(mine, host, joining(mine), manage_url(mine), timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    mine = find(token)
    if request.method == "POST" and mine.state == BookingState.CANCELLED:
        return HttpResponseRedirect(reverse("booking", args=[token]), status=303)
    if state_of(mine, timezone.now()) != "confirmed":
        return too_late(request, token)
    if request.method != "POST":
        return confirm_cancel(request, token, mine, CancelForm(initial={"generation": mine.generation}))
    form = CancelForm(request.POST)
    if not form.is_valid():
        return confirm_cancel(request, token, mine, form, status=422)
    mine.generation = form.cleaned_data["generation"]
    try:
        services.cancel(mine, by=Party.GUEST, now=timezone.now(), reason=form.cleaned_data["reason"])
    except StaleBooking as refusal:
        return changed_meanwhile(request, token, refusal)
    except NoLongerPossible:
        return too_late(request, token)
    except Busy as refusal:
        form.add_error(None, refusal.reason)
        return confirm_cancel(request, token, find(token), form, status=503)
    return HttpResponseRedirect(reverse("booking", args=[token]), status=303)


def find(token: str) -> Booking:
    try:
        return booking_from_link(token)
    except Booking.DoesNotExist:
        # The same page as for any other unknown address: it says nothing about what exists.
        raise Http404 from None


def state_of(booking: Booking, now: datetime) -> str:
    """confirmed, over, or another state as it is stored."""
    return "over" if booking.is_confirmed and booking.has_ended(now) else str(booking.state)


def receipt(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    appointment = booking.appointment
    zone, join = zone_of(booking), joining(booking)
    offer = offer_of(appointment.event_type, to_book=False)
    context = {
        "booking": booking,
        "offer": offer,
        "base": reverse("booking", args=[token]),
        "state": state_of(booking, timezone.now()),
        "state_words": booking.get_state_display(),
        "zone": zone,
        "host_zone": None if appointment.time_zone == zone.key else known_zone(appointment.time_zone),
        "start": appointment.start,
        "end": appointment.end,
        "former": booking.former_time,
        "book_again": offer.path if appointment.event_type.is_active else "",
        "calendar_links": calendar_links(booking, join),
        **join_box(join),
    }
    return render(request, "bookings/public/booking.html", context)


def joining(booking: Booking) -> JoinDetails:
    return join_details(booking, is_late=is_late(booking.appointment, timezone.now()))


def join_box(join: JoinDetails) -> dict[str, object]:
    return {"join": join, "join_icon": icon_of(join.kind)}


def zone_of(booking: Booking) -> ZoneInfo:
    return known_zone(booking.time_zone) or ZoneInfo(booking.appointment.time_zone)


def confirm_cancel(
    request: HttpRequest, token: str, booking: Booking, form: CancelForm, status: int = 200
) -> HttpResponse:
    context = {
        "offer": offer_of(booking.appointment.event_type, to_book=False),
        "base": reverse("booking", args=[token]),
        "zone": zone_of(booking),
        "start": booking.appointment.start,
        "end": booking.appointment.end,
        "form": form,
    }
    return render(request, "bookings/public/cancel.html", context, status=status)


def too_late(request: HttpRequest, token: str) -> HttpResponse:
    return refused(
        request, token, gettext("This booking can't be changed any more"), gettext("It is cancelled or in the past.")
    )


def changed_meanwhile(request: HttpRequest, token: str, refusal: StaleBooking) -> HttpResponse:
    return refused(request, token, gettext("Nothing was changed"), refusal.reason)


def refused(request: HttpRequest, token: str, title: str, text: str) -> HttpResponse:
    way_on = {"link": reverse("booking", args=[token]), "link_words": gettext("Show the booking")}
    return render(request, "bookings/public/refused.html", {"title": title, "text": text, **way_on}, status=409)
