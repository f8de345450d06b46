"""The guest moves a booking: a calendar of open times, then a question, then it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from halfpast.availability import Interval, Slot
from halfpast.bookings import services
from halfpast.bookings.guest_pages.booking_page import find, state_of
from halfpast.bookings.guest_pages.forms import MoveForm
from halfpast.bookings.guest_pages.offer import offer_of_booked
from halfpast.bookings.guest_pages.refused_page import changed_meanwhile, too_late
from halfpast.bookings.guest_pages.zone import guest_zone
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.openings import nearest_slots_to_move_to
from halfpast.bookings.refusals import Busy, NoLongerPossible, NotOffered, SlotTaken, StaleBooking
from halfpast.bookings.time_choice.choice import choice_to_move, no_longer_free, not_a_time
from halfpast.bookings.time_choice.nearest_times import LostTime, just_taken
from halfpast.bookings.time_choice.position import read_position
from halfpast.web.pages import show
from halfpast.web.token_pages import token_page
from halfpast.web.zipped_pages import zipped_page


@zipped_page
@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def reschedule(request: HttpRequest, token: str) -> HttpResponse:
    page = MovePage(request, token, find(token), timezone.now())
    if state_of(page.booking, page.now) != "confirmed":
        return too_late(request, token)
    return page.move() if request.method == "POST" else page.get()


class MovePage:
    """One request to move one booking: what every answer to it shares."""

    def __init__(self, request: HttpRequest, token: str, booking: Booking, now: datetime) -> None:
        self.request, self.token, self.booking, self.now = request, token, booking, now
        self.appointment = booking.appointment
        self.event_type = self.appointment.event_type
        self.guest = guest_zone(request, booking.time_zone)
        position = read_position(
            request.path, request.GET, self.guest.zone, zone_in_address="tz" in request.GET and not self.guest.notice
        )
        self.times = choice_to_move(position, self.appointment, now)

    def get(self) -> HttpResponse:
        start = self.times.position.start
        if start is None:
            return self.calendar(self.guest.notice)
        if not self.times.is_free(start):
            return self.calendar(no_longer_free())
        initial = {
            "start": self.request.GET.get("start"),
            "tz": self.guest.zone.key,
            "generation": self.booking.generation,
        }
        return self.confirm(start, MoveForm(initial=initial))

    def move(self) -> HttpResponse:
        form = MoveForm(self.request.POST)
        if not form.is_valid():
            return self.calendar(not_a_time(), status=422)
        start = form.cleaned_data["start"]
        self.booking.generation = form.cleaned_data["generation"]
        try:
            services.reschedule(self.booking, start, by=Party.GUEST, now=self.now)
        except SlotTaken as taken:
            return self.other_times(form, just_taken(), taken.nearest, status=409)
        except NotOffered as refusal:
            near = nearest_slots_to_move_to(self.appointment, start, self.now)
            return self.other_times(form, refusal.reason, near, status=422)
        except StaleBooking as refusal:
            return changed_meanwhile(self.request, self.token, refusal)
        except NoLongerPossible:
            return too_late(self.request, self.token)
        except Busy as refusal:
            form.add_error(None, refusal.reason)
            return self.confirm(start, form, status=503)
        return HttpResponseRedirect(reverse("booking", args=[self.token]), status=303)

    def other_times(self, form: MoveForm, title: str, nearest: Sequence[Slot], *, status: int) -> HttpResponse:
        return self.confirm(form.cleaned_data["start"], form, status=status, lost=self.times.lost(title, nearest))

    def confirm(
        self, start: datetime, form: MoveForm, *, status: int = 200, lost: LostTime | None = None
    ) -> HttpResponse:
        return self.page(status, form=form, **self.times.chosen(start, lost))

    def calendar(self, notice: str, *, status: int = 200) -> HttpResponse:
        return self.page(status, notice=notice, calendar=self.times.calendar())

    def page(self, status: int, **more: Any) -> HttpResponse:
        context = {
            "offer": offer_of_booked(self.appointment),
            "base": reverse("booking", args=[self.token]),
            "former": Interval(self.appointment.start, self.appointment.end),
            **self.times.shown(),
            **more,
        }
        return show(self.request, "bookings/public/reschedule.html", context, status=status)
