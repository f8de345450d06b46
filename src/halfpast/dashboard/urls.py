"""The dashboard: bookings, what can be booked, and the accounts that hangs on."""

from django.urls import path

from halfpast.dashboard import (
    availability_page,
    booking_page,
    bookings_page,
    cancel_page,
    event_types_page,
    explain_page,
    integration_pages,
    link_by_hand_page,
    preview_page,
    reschedule_page,
    switch_place_page,
)

urlpatterns = [
    path("app/", bookings_page.bookings, name="app"),
    path("app/bookings/<uuid:uid>", booking_page.booking, name="app-booking"),
    path("app/bookings/<uuid:uid>/link", booking_page.link, name="app-booking-link"),
    path("app/bookings/<uuid:uid>/cancel", cancel_page.cancel, name="app-booking-cancel"),
    path("app/bookings/<uuid:uid>/reschedule", reschedule_page.reschedule, name="app-booking-reschedule"),
    path("app/bookings/<uuid:uid>/link-by-hand", link_by_hand_page.give_link, name="app-booking-link-by-hand"),
    path("app/event-types/switch-place", switch_place_page.switch_place, name="switch-place"),
    path("app/event-types", event_types_page.event_types, name="app-event-types"),
    path("app/event-types/<int:event_type_id>/explain", explain_page.explain_day, name="app-event-type-explain"),
    path("app/event-types/<int:event_type_id>/preview", preview_page.preview, name="app-event-type-preview"),
    path("app/availability", availability_page.availability, name="availability"),
    path("app/availability/new", availability_page.new, name="schedule-new"),
    path("app/availability/<int:schedule_id>", availability_page.schedule, name="schedule"),
    path("app/availability/<int:schedule_id>/delete", availability_page.delete, name="schedule-delete"),
    path("app/integrations", integration_pages.integrations, name="integrations"),
    path("connections/zoom/disconnect", integration_pages.disconnect_zoom, name="zoom-disconnect"),
]
