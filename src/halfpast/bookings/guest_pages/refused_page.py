"""What a guest reads when a change of a booking is not done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from halfpast.bookings.refusals import StaleBooking


def too_late(request: HttpRequest, token: str) -> HttpResponse:
    return refused(
        request, token, gettext("This booking can't be changed any more"), gettext("It is cancelled or in the past.")
    )


def changed_meanwhile(request: HttpRequest, token: str, refusal: StaleBooking) -> HttpResponse:
    return refused(request, token, gettext("Nothing was changed"), refusal.reason)


def refused(request: HttpRequest, token: str, title: str, text: str) -> HttpResponse:
    way_on = {"link": reverse("booking", args=[token]), "link_words": gettext("Show the booking")}
    return render(request, "bookings/public/refused.html", {"title": title, "text": text, **way_on}, status=409)
