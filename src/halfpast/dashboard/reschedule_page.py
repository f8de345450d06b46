"""The host moves a booking: a calendar of open times, then a question, then it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.availability import Slot
from halfpast.bookings import services
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.openings import nearest_slots_to_move_to
from halfpast.bookings.refusals import BookingRefused, NoLongerPossible, NotOffered, SlotTaken
from halfpast.bookings.time_choice.choice import choice_to_move, no_longer_free, not_a_time
from halfpast.bookings.time_choice.nearest_times import LostTime, just_taken
from halfpast.bookings.time_choice.position import machine_time, read_position
from halfpast.dashboard.booking_page import about, to_booking
from halfpast.dashboard.booking_rows import find, zone_of
from halfpast.dashboard.forms import MoveForm
from halfpast.web.pages import show
from halfpast.web.zones import known_zone


@member_page("GET", "POST")
def reschedule(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    move = Move(request, find(request.membership, uid), timezone.now())
    if not move.booking.is_confirmed or move.booking.has_ended(move.now):
        return to_booking(move.booking)
    return move.ask_for() if request.method == "POST" else move.get()


class Move:
    """One request to move one booking: what every answer to it shares."""

    def __init__(self, request: MemberRequest, booking: Booking, now: datetime) -> None:
        self.request, self.booking, self.now = request, booking, now
        self.appointment = booking.appointment
        self.event_type = self.appointment.event_type
        asked = known_zone(request.GET.get("tz", ""))
        zone = asked or zone_of(request.user)
        position = read_position(request.path, request.GET, zone, zone_in_address=asked is not None)
        self.times = choice_to_move(position, self.appointment, now)

    def get(self) -> HttpResponse:
        start = self.times.position.start
        if start is None:
            return self.calendar("")
        if not self.times.is_free(start):
            return self.calendar(no_longer_free())
        return self.confirm(start, self.form(start))

    def ask_for(self) -> HttpResponse:
        form = MoveForm(self.request.POST)
        if "start" in form.errors or "generation" in form.errors:
            return self.calendar(not_a_time(), status=422)
        start = form.cleaned_data["start"]
        if not form.is_valid():
            return self.confirm(start, form, status=422)
        return self.move_to(start, form.cleaned_data["generation"], form.cleaned_data["reason"])

    def move_to(self, start: datetime, generation: int, reason: str) -> HttpResponse:
        self.booking.generation = generation  # as it was when the host saw it
        try:
            services.reschedule(self.booking, start, by=Party.HOST, now=self.now, reason=reason)
        except SlotTaken as lost:
            return self.other_times(start, reason, just_taken(), lost.nearest, status=409)
        except NotOffered as refusal:
            near = nearest_slots_to_move_to(self.appointment, start, self.now)
            return self.other_times(start, reason, refusal.reason, near, status=422)
        except NoLongerPossible as refusal:
            messages.warning(self.request, refusal.reason)
            return to_booking(self.booking)
        except BookingRefused as refusal:  # changed meanwhile, or busy
            return self.confirm(start, self.form(start, reason), status=409, notice=refusal.reason)
        messages.success(self.request, _("The booking is moved. Your guest gets a mail."))
        return to_booking(self.booking)

    def form(self, start: datetime, reason: str = "") -> MoveForm:
        """For the booking as it stands now, which may differ from what the host saw."""
        self.booking = find(self.request.membership, self.booking.uid)
        self.appointment = self.booking.appointment
        initial = {"start": machine_time(start), "generation": self.booking.generation, "reason": reason}
        return MoveForm(initial=initial)

    def other_times(
        self, start: datetime, reason: str, title: str, nearest: Sequence[Slot], status: int
    ) -> HttpResponse:
        lost = self.times.lost(title, nearest)
        return self.confirm(start, self.form(start, reason), status=status, lost=lost)

    def confirm(
        self, start: datetime, form: MoveForm, status: int = 200, *, notice: str = "", lost: LostTime | None = None
    ) -> HttpResponse:
        return self.page(status, form=form, notice=notice, **self.times.chosen(start, lost))

    def calendar(self, notice: str = "", status: int = 200) -> HttpResponse:
        return self.page(status, notice=notice, calendar=self.times.calendar())

    def page(self, status: int, **more: Any) -> HttpResponse:
        context = {**about(self.booking), **self.times.shown(), **more}
        return show(self.request, "dashboard/reschedule.html", context, status=status)
