"""The guest's pages. Included last: their first part can be any workspace's address."""

from django.urls import path

from halfpast.bookings.guest_pages import booking_page, cancel_page, event_type_page, reschedule_page, workspace_page

urlpatterns = [
    path("b/<str:token>", booking_page.booking, name="booking"),
    path("b/<str:token>/link", booking_page.link, name="booking_link"),
    path("b/<str:token>/invite.ics", booking_page.invite, name="booking_invite"),
    path("b/<str:token>/reschedule", reschedule_page.reschedule, name="booking_reschedule"),
    path("b/<str:token>/cancel", cancel_page.cancel, name="booking_cancel"),
    path("<slug:workspace>", workspace_page.workspace_page, name="workspace"),
    path("<slug:workspace>/<slug:slug>", event_type_page.event_type_page, name="event_type"),
]
