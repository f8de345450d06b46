"""The host gives their guest a link that no provider could make."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.links_by_hand import give_link_by_hand
from halfpast.bookings.models import Party
from halfpast.bookings.refusals import Busy, NoLongerPossible
from halfpast.dashboard.booking_page import show_booking, to_booking
from halfpast.dashboard.booking_rows import find
from halfpast.dashboard.forms import LinkByHandForm


@member_page("POST")
def give_link(request: MemberRequest, workspace: Workspace, uid: UUID) -> HttpResponse:
    mine = find(request.membership, uid)
    form = LinkByHandForm(request.POST)
    if not form.is_valid():
        return show_booking(request, mine, link_form=form, status=422)
    try:
        give_link_by_hand(mine, form.cleaned_data["url"], by=Party.HOST, now=timezone.now())
    except NoLongerPossible as refusal:
        messages.warning(request, refusal.reason)
        return to_booking(mine)
    except Busy as refusal:
        form.add_error(None, refusal.reason)
        return show_booking(request, mine, link_form=form, status=503)
    messages.success(request, _("Your link is saved. Your guest gets it by mail."))
    return to_booking(mine)
