from django.urls import path

from halfpast.schedules import views

urlpatterns = [
    path("app/availability", views.availability, name="availability"),
    path("app/availability/new", views.new, name="schedule-new"),
    path("app/availability/<int:schedule_id>", views.schedule, name="schedule"),
    path("app/availability/<int:schedule_id>/delete", views.delete, name="schedule-delete"),
]
