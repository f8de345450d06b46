"""The dashboard's pages about bookings, what can be booked, and the accounts that hangs on."""

from django.urls import path

from halfpast.bookings import event_type_list, host_links, host_moves, host_views, integration_pages, place_switch

urlpatterns = [
    path("app/", host_views.bookings, name="app"),
    path("app/bookings/<uuid:uid>", host_views.booking, name="app-booking"),
    path("app/bookings/<uuid:uid>/link", host_views.link, name="app-booking-link"),
    path("app/bookings/<uuid:uid>/cancel", host_views.cancel, name="app-booking-cancel"),
    path("app/bookings/<uuid:uid>/reschedule", host_moves.reschedule, name="app-booking-reschedule"),
    path("app/bookings/<uuid:uid>/link-by-hand", host_links.give_link, name="app-booking-link-by-hand"),
    path("app/event-types/switch-place", place_switch.switch_place, name="switch-place"),
    path("app/event-types", event_type_list.event_types, name="app-event-types"),
    path("app/integrations", integration_pages.integrations, name="integrations"),
    path("connections/zoom/disconnect", integration_pages.disconnect_zoom, name="zoom-disconnect"),
]
