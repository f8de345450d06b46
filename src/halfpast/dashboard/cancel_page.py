"""The host cancels a booking: a question, then it is done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings import services
from halfpast.bookings.models import Booking, Party
from halfpast.bookings.refusals import Busy, NoLongerPossible, StaleBooking
from halfpast.dashboard.booking_page import about, to_booking
from halfpast.dashboard.booking_rows import find, zone_of
from halfpast.dashboard.forms import CancelForm


@member_page("GET", "POST")
def cancel(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    mine = find(request.membership, uid)
    if request.method != "POST":
        return _confirm_cancel(request, mine, CancelForm(initial={"generation": mine.generation}))
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _confirm_cancel(request, mine, form, status=422)
    reason = form.cleaned_data["reason"]
    mine.generation = form.cleaned_data["generation"]
    try:
        services.cancel(mine, by=Party.HOST, now=timezone.now(), reason=reason)
    except (StaleBooking, Busy) as refusal:
        now_is = find(request.membership, uid)
        again = CancelForm(initial={"generation": now_is.generation, "reason": reason})
        return _confirm_cancel(request, now_is, again, status=409, notice=refusal.reason)
    except NoLongerPossible as refusal:
        messages.warning(request, refusal.reason)
        return to_booking(mine)
    messages.success(request, _("The booking is cancelled. Your guest gets a mail."))
    return to_booking(mine)


def _confirm_cancel(
    request: MemberRequest, mine: Booking, form: CancelForm, status: int = 200, notice: str = ""
) -> HttpResponse:
    if not mine.is_confirmed or mine.has_ended(timezone.now()):
        return to_booking(mine)
    context = {**about(mine), "zone": zone_of(request.user), "form": form, "notice": notice}
    return render(request, "dashboard/cancel.html", context, status=status)
