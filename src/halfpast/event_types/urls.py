from django.urls import path

from halfpast.event_types import views

urlpatterns = [
    path("app/event-types/new", views.new, name="app-event-type-new"),
    path("app/event-types/<int:event_type_id>", views.edit, name="app-event-type"),
    path("app/event-types/<int:event_type_id>/switch", views.switch, name="app-event-type-switch"),
]
