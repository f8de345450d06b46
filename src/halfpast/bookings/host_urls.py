"""The dashboard's pages about bookings, and the list of what can be booked."""

from django.urls import path

from halfpast.bookings import event_type_list, host_moves, host_views

urlpatterns = [
    path("app/", host_views.bookings, name="app"),
    path("app/bookings/<uuid:uid>", host_views.booking, name="app-booking"),
    path("app/bookings/<uuid:uid>/link", host_views.link, name="app-booking-link"),
    path("app/bookings/<uuid:uid>/cancel", host_views.cancel, name="app-booking-cancel"),
    path("app/bookings/<uuid:uid>/reschedule", host_moves.reschedule, name="app-booking-reschedule"),
    path("app/event-types", event_type_list.event_types, name="app-event-types"),
]
