"""Every page of Halfpast. The guest's pages come last: their first part can be any workspace's address."""

from django.urls import include, path, re_path
from django.views.generic.base import RedirectView

from halfpast.api.door import unknown_route

urlpatterns = [
    path("", include("halfpast.web.urls")),
    path("", include("halfpast.effects.urls")),
    path("", include("halfpast.connections.urls")),
    path("", include("halfpast.operators.urls")),
    path("app", RedirectView.as_view(pattern_name="app", query_string=True)),
    path("", include("halfpast.dashboard.urls")),
    path("", include("halfpast.event_types.urls")),
    path("", include("halfpast.schedules.urls")),
    path("", include("halfpast.accounts.urls")),
    path("api/v1/", include("halfpast.api.urls")),
    re_path(r"^api(/|$)", unknown_route),
    path("", include("halfpast.first_run.urls")),
    path("", include("halfpast.bookings.guest_pages.urls")),
]
handler400 = "halfpast.web.errors.bad_request"
handler403 = "halfpast.web.errors.forbidden"
handler404 = "halfpast.web.errors.not_found"
handler500 = "halfpast.web.errors.server_error"
