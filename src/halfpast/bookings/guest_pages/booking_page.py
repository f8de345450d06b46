"""The guest's own page of a booking: its address is the key. GET shows, POST acts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from halfpast.bookings.calendar_entries import downloaded_entry
from halfpast.bookings.guest_pages.add_to_calendar import calendar_links
from halfpast.bookings.guest_pages.offer import offer_of_booked
from halfpast.bookings.invitation import JoinDetails, join_details
from halfpast.bookings.link_progress import is_late
from halfpast.bookings.link_tokens import booking_from_link, manage_url
from halfpast.bookings.models import Booking
from halfpast.bookings.offer_words import icon_of
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
    return render(request, "bookings/shared/_join.html", {**join_box(joining(mine)), "base": page})


@require_safe
@token_page
def invite(request: HttpRequest, token: str) -> HttpResponse:
    mine = find(token)
    hosts = mine.appointment.all_hosts()
    content = downloaded_entry(mine, hosts, joining(mine), manage_url(mine), timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response


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
    offer = offer_of_booked(appointment)
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
