"""The guest cancels a booking: a question, then it is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from halfpast.bookings import services
from halfpast.bookings.guest_pages.booking_page import find, state_of, zone_of
from halfpast.bookings.guest_pages.forms import CancelForm
from halfpast.bookings.guest_pages.offer import offer_of_booked
from halfpast.bookings.guest_pages.refused_page import changed_meanwhile, too_late
from halfpast.bookings.models import Booking, BookingState, Party
from halfpast.bookings.refusals import Busy, NoLongerPossible, StaleBooking
from halfpast.web.token_pages import token_page


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


def confirm_cancel(
    request: HttpRequest, token: str, booking: Booking, form: CancelForm, status: int = 200
) -> HttpResponse:
    context = {
        "offer": offer_of_booked(booking.appointment),
        "base": reverse("booking", args=[token]),
        "zone": zone_of(booking),
        "start": booking.appointment.start,
        "end": booking.appointment.end,
        "form": form,
    }
    return render(request, "bookings/public/cancel.html", context, status=status)
