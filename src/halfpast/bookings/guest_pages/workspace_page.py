"""A workspace's list of what can be booked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from halfpast.accounts.models import Workspace
from halfpast.bookings.guest_pages.offer import offer_of
from halfpast.bookings.types_to_book import event_types_to_book


@require_safe
def workspace_page(request: HttpRequest, workspace: str) -> HttpResponse:
    home = get_object_or_404(Workspace, slug=workspace)
    listed = event_types_to_book().filter(workspace=home, is_active=True, is_listed=True)
    offers = [offer_of(event_type) for event_type in listed]
    return render(request, "bookings/public/workspace.html", {"workspace": home, "offers": offers})
