"""The host's bookings: what comes, what was, and what was cancelled."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from halfpast.accounts.member_pages import MemberRequest, member_page
from halfpast.accounts.models import Workspace
from halfpast.bookings.types_to_book import event_types_to_book
from halfpast.dashboard import booking_rows
from halfpast.dashboard.banners import banners_for
from halfpast.dashboard.booking_rows import row_of, zone_of
from halfpast.dashboard.closed_types import closed_types
from halfpast.event_types.access import seen_event_types
from halfpast.web.public_origin import absolute

ON_A_PAGE = 50
TABS = {
    "upcoming": (gettext_lazy("Upcoming"), booking_rows.upcoming),
    "past": (gettext_lazy("Past"), booking_rows.past),
    "cancelled": (gettext_lazy("Cancelled"), booking_rows.cancelled),
}


@member_page("GET")
def bookings(request: MemberRequest, workspace: Workspace) -> HttpResponse:
    asked = request.GET.get("show", "")
    shown = asked if asked in TABS else "upcoming"
    rows = TABS[shown][1](booking_rows.bookings_for(request.membership), timezone.now())
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    event_types = list(seen_event_types(request.membership, among=event_types_to_book()).filter(is_active=True))
    context = {
        "section": "bookings",
        "tabs": [(name, label) for name, (label, _rows) in TABS.items()],
        "shown": shown,
        "page": page,
        "rows": [row_of(booking) for booking in page],
        "zone": zone_of(request.user),
        "public_page": absolute(reverse("workspace", args=[workspace.slug])),
        "banners": banners_for(request.user, event_types),
        "closed": closed_types(request.user, event_types),
    }
    return render(request, "dashboard/bookings.html", context)
