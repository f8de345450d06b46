"""The page of one event type, where anybody books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from halfpast.availability import Slot
from halfpast.bookings import services
from halfpast.bookings.guest_pages.forms import BookingForm, new_key
from halfpast.bookings.guest_pages.offer import Offer, offer_of
from halfpast.bookings.guest_pages.zone import GuestZone, guest_zone, remember_zone
from halfpast.bookings.idempotency import KeyInProgress, KeyReused
from halfpast.bookings.openings import nearest_slots
from halfpast.bookings.places import usable_places
from halfpast.bookings.refusals import (
    Busy,
    NotOffered,
    PhoneNeeded,
    PlaceUnavailable,
    SlotTaken,
    UnknownLength,
    UnknownPlace,
)
from halfpast.bookings.time_choice.choice import choice_to_book, no_longer_free, not_a_time
from halfpast.bookings.time_choice.lengths import chosen_length, length_links
from halfpast.bookings.time_choice.nearest_times import LostTime, just_taken
from halfpast.bookings.time_choice.position import read_position
from halfpast.bookings.types_to_book import event_type_at
from halfpast.event_types.models import EventType
from halfpast.web.pages import show
from halfpast.web.zipped_pages import zipped_page

PAGE = "bookings/public/event_type.html"


@zipped_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_type_page(request: HttpRequest, workspace: str, slug: str) -> HttpResponse:
    event_type = find_event_type(workspace, slug)
    page = BookingPage(request, event_type, timezone.now())
    response = page.book() if request.method == "POST" else page.get()
    remember_zone(response, page.guest)
    return response


def find_event_type(workspace: str, slug: str) -> EventType:
    found = event_type_at(workspace, slug)
    if found is None:
        raise Http404
    return found


class BookingPage:
    """One request for one event type's page: what every answer to it shares."""

    def __init__(self, request: HttpRequest, event_type: EventType, now: datetime) -> None:
        self.request, self.event_type, self.now = request, event_type, now
        self.guest: GuestZone = guest_zone(request, event_type.workspace.time_zone)
        self.offer: Offer = offer_of(event_type)
        self.length = chosen_length((request.POST or request.GET).get("length", ""), event_type)
        position = read_position(
            request.path,
            request.GET,
            self.guest.zone,
            zone_in_address="tz" in request.GET and not self.guest.notice,
            length=self.length.in_address,
        )
        self.times = choice_to_book(position, event_type, now, timedelta(minutes=self.length.minutes))

    def get(self) -> HttpResponse:
        start = self.times.position.start
        if start is None:
            return self.calendar(" ".join(filter(None, (self.guest.notice, self.length.notice))))
        if not self.offer.is_open or self.length.notice or not self.times.is_free(start):
            return self.calendar(self.length.notice or no_longer_free())
        initial = {
            "start": self.request.GET.get("start"),
            "key": new_key(),
            "tz": self.guest.zone.key,
            "length": self.length.in_address,
        }
        return self.details(start, self.form(initial=initial))

    def book(self) -> HttpResponse:
        form = self.form(self.request.POST)
        if not self.offer.is_open or self.length.notice:
            return self.calendar(self.length.notice, status=422)
        if not form.is_valid():
            return self.invalid(form)
        try:
            accepted = services.book(self.event_type, self.asked_for(form), self.now)
        except SlotTaken as lost:
            return self.other_times(form, just_taken(), lost.nearest, status=409)
        except NotOffered as refusal:
            near = nearest_slots(self.event_type, form.cleaned_data["start"], self.now, length=self.times.length)
            return self.other_times(form, refusal.reason, near, status=422)
        except PlaceUnavailable as refusal:
            return self.refused(form, refusal.reason, status=409)
        except (UnknownLength, UnknownPlace, PhoneNeeded) as refusal:
            return self.refused(form, refusal.reason, status=422)
        except Busy as refusal:
            return self.refused(form, refusal.reason, status=503)
        except KeyReused:
            return self.refused(form, already_sent(), status=409)
        except KeyInProgress:
            return self.refused(form, still_sending(), status=409)
        return HttpResponseRedirect(reverse("booking", args=[accepted.link_token]), status=303)

    def asked_for(self, form: BookingForm) -> services.BookingRequest:
        values = form.cleaned_data
        return services.BookingRequest(
            start=values["start"],
            name=values["name"],
            email=values["email"],
            time_zone=values["tz"],
            locale=get_language() or "en",
            place_id=int(values["place"]) if values.get("place") else None,
            phone=values.get("phone", ""),
            answers={},
            length=timedelta(minutes=self.length.in_address) if self.length.in_address else None,
            key=values["key"],
            waits_for_twin=True,
        )

    def invalid(self, form: BookingForm) -> HttpResponse:
        start = form.cleaned_data.get("start")
        if start is None:
            return self.calendar(not_a_time(), status=422)
        return self.details(start, form, status=422)

    def refused(self, form: BookingForm, reason: str, status: int) -> HttpResponse:
        form.add_error(None, reason)
        return self.details(form.cleaned_data["start"], form, status=status)

    def other_times(self, form: BookingForm, title: str, nearest: Sequence[Slot], status: int) -> HttpResponse:
        # Another time is another request: under the old key it would be taken for a changed copy of this one.
        fresh = self.form({**self.request.POST.dict(), "key": new_key()})
        return self.details(form.cleaned_data["start"], fresh, status=status, lost=self.times.lost(title, nearest))

    def details(
        self, start: datetime, form: BookingForm, status: int = 200, lost: LostTime | None = None
    ) -> HttpResponse:
        return self.page(status, form=form, **self.times.chosen(start, lost))

    def calendar(self, notice: str = "", status: int = 200) -> HttpResponse:
        if not self.offer.is_open:
            return self.page(status)
        lengths = length_links(self.times.position, self.length, self.event_type)
        return self.page(status, notice=notice, calendar=self.times.calendar(), lengths=lengths)

    def page(self, status: int, **more: Any) -> HttpResponse:
        context = {"offer": self.offer, "zone_source": self.guest.source, **self.times.shown(), **more}
        response = show(self.request, PAGE, context, status=status)
        # Free times are true for a moment only.
        response["Cache-Control"] = "no-cache, private"
        return response

    def form(self, data: Any = None, **kwargs: Any) -> BookingForm:
        return BookingForm(data, places=usable_places(self.event_type), **kwargs)


def already_sent() -> str:
    return gettext(
        "You sent this form before, and that booking stands: look for its mail. To book once more, choose a time again."
    )


def still_sending() -> str:
    return gettext("This booking is being made. Wait a moment, then press the button again.")
