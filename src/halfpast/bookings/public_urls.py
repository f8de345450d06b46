"""The guest's pages. Included last: their first part can be any workspace's address."""

from django.urls import path

from halfpast.bookings import guest_moves, guest_views, public_views

urlpatterns = [
    path("b/<str:token>", guest_views.booking, name="booking"),
    path("b/<str:token>/link", guest_views.link, name="booking_link"),
    path("b/<str:token>/invite.ics", guest_views.invite, name="booking_invite"),
    path("b/<str:token>/reschedule", guest_moves.reschedule, name="booking_reschedule"),
    path("b/<str:token>/cancel", guest_views.cancel, name="booking_cancel"),
    path("<slug:workspace>", public_views.workspace_page, name="workspace"),
    path("<slug:workspace>/<slug:slug>", public_views.event_type_page, name="event_type"),
]
