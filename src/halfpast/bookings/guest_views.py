"""The guest's own page of a booking: its address is the key. GET shows, POST acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from halfpast.availability import Interval
from halfpast.bookings import services
from halfpast.bookings.calendar_entries import downloaded_entry
from halfpast.bookings.calendar_links import calendar_links
from halfpast.bookings.calendar_page import calendar_page, read_position
from halfpast.bookings.guest_zone import GuestZone, guest_zone
from halfpast.bookings.invitation import JoinDetails, join_details
from halfpast.bookings.link_tokens import booking_from_link, manage_url
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.nearest_times import LostTime, just_taken, nearest_times
from halfpast.bookings.offer import icon_of, offer_of
from halfpast.bookings.openings import nearest_slots_to_move_to, slots_to_move_to
from halfpast.bookings.public_forms import CancelForm, MoveForm
from halfpast.bookings.refusals import Busy, NoLongerPossible, NotOffered, SlotTaken, StaleBooking
from halfpast.web import local_time
from halfpast.web.pages import show, wants_fragment
from halfpast.web.token_pages import token_page
from halfpast.web.zones import known_zone, zone_groups, zone_label


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
    return render(request, "bookings/public/_join.html", {**join_box(join_details(mine)), "base": page})


@require_safe
@token_page
def invite(request: HttpRequest, token: str) -> HttpResponse:
    mine = find(token)
    host = mine.appointment.reservations.select_related("host").order_by("pk")[:1].get().host
    content = downloaded_entry(mine, host, join_details(mine), manage_url(mine), timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response


@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def reschedule(request: HttpRequest, token: str) -> HttpResponse:
    page = MovePage(request, token, find(token), timezone.now())
    if page.is_too_late():
        return too_late(request, token)
    return page.move() if request.method == "POST" else page.get()


@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    mine = find(token)
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


class MovePage:
    """One request to move one booking: what every answer to it shares."""

    def __init__(self, request: HttpRequest, token: str, booking: Booking, now: datetime) -> None:
        self.request, self.booking, self.now = request, booking, now
        self.appointment = booking.appointment
        self.event_type = self.appointment.event_type
        self.base = reverse("booking", args=[token])
        self.guest: GuestZone = guest_zone(request, booking.time_zone)
        self.position = read_position(
            request.path, request.GET, self.guest.zone, zone_in_address="tz" in request.GET and not self.guest.notice
        )

    def is_too_late(self) -> bool:
        return state_of(self.booking, self.now) != "confirmed"

    def get(self) -> HttpResponse:
        start = self.position.start
        if start is None:
            return self.calendar(self.guest.notice)
        if not self.slots(Interval(start, start + timedelta(minutes=1))):
            return self.calendar(gettext("That time is not free any more. Choose another one."))
        initial = {
            "start": self.request.GET.get("start"),
            "tz": self.guest.zone.key,
            "generation": self.booking.generation,
        }
        return self.confirm(start, MoveForm(initial=initial))

    def move(self) -> HttpResponse:
        form = MoveForm(self.request.POST)
        if not form.is_valid():
            return self.calendar(gettext("That is not a time we know. Choose one from the calendar."), status=422)
        start = form.cleaned_data["start"]
        self.booking.generation = form.cleaned_data["generation"]
        try:
            services.reschedule(self.booking, start, by=Party.GUEST, now=self.now)
        except SlotTaken as lost:
            return self.other_times(start, form, just_taken(), lost.nearest, status=409)
        except NotOffered as refusal:
            near = nearest_slots_to_move_to(self.appointment, start, self.now)
            return self.other_times(start, form, refusal.reason, near, status=422)
        except StaleBooking as refusal:
            return changed_meanwhile(self.request, self.base.rsplit("/", 1)[-1], refusal)
        except NoLongerPossible:
            return too_late(self.request, self.base.rsplit("/", 1)[-1])
        except Busy as refusal:
            form.add_error(None, refusal.reason)
            return self.confirm(start, form, status=503)
        return HttpResponseRedirect(self.base, status=303)

    def other_times(
        self, start: datetime, form: MoveForm, title: str, nearest: list[Interval], status: int
    ) -> HttpResponse:
        lost = LostTime(title, tuple(nearest_times(nearest, self.guest.zone)))
        return self.confirm(start, form, status=status, lost=lost)

    def confirm(self, start: datetime, form: MoveForm, status: int = 200, lost: LostTime | None = None) -> HttpResponse:
        here = replace(self.position, month=None, day=None, start=start)
        back = replace(here, start=None, day=start.astimezone(self.guest.zone).date())
        return self.page(
            status,
            form=form,
            lost=lost,
            chosen=None if lost else Interval(start, start + self.appointment.duration),
            calendar_position=here,
            back_link=back.link(),
        )

    def calendar(self, notice: str = "", status: int = 200) -> HttpResponse:
        horizon = timedelta(days=self.event_type.horizon_days)
        return self.page(status, notice=notice, calendar=calendar_page(self.position, self.slots, self.now, horizon))

    def page(self, status: int, **more: Any) -> HttpResponse:
        zone = self.guest.zone
        context = {
            "offer": offer_of(self.event_type, to_book=False),
            "base": self.base,
            "former": Interval(self.appointment.start, self.appointment.end),
            "zone": zone,
            "zones": zone_groups(zone.key),
            "time_now": f"{local_time.clock(self.now.astimezone(zone).time())}, {zone_label(zone, self.now)}",
            **more,
        }
        return show(self.request, "bookings/public/reschedule.html", context, status=status)

    def slots(self, window: Interval) -> list[Interval]:
        return slots_to_move_to(self.appointment, window, self.now)


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
    zone, join = zone_of(booking), join_details(booking)
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
        "former": former_time(booking),
        "book_again": offer.path if appointment.event_type.is_active else "",
        "calendar_links": calendar_links(booking, join),
        **join_box(join),
    }
    return render(request, "bookings/public/booking.html", context)


def join_box(join: JoinDetails) -> dict[str, object]:
    return {"join": join, "join_icon": icon_of(join.kind)}


def former_time(booking: Booking) -> Interval | None:
    if booking.moved_from is None or not booking.is_confirmed:
        return None
    return Interval(booking.moved_from, booking.moved_from + booking.appointment.duration)


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
