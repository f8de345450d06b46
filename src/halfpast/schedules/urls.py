from django.urls import path

from halfpast.schedules import limits_page, time_away_page

urlpatterns = [
    path("app/availability/time-away", time_away_page.time_away, name="time-away"),
    path("app/availability/time-away/journeys", time_away_page.journeys, name="journeys"),
    path("app/availability/time-away/absences", time_away_page.absences, name="absences"),
    path("app/availability/time-away/journeys/<int:travel_id>/remove", time_away_page.end_journey, name="end-journey"),
    path("app/availability/time-away/absences/<int:absence_id>/remove", time_away_page.end_absence, name="end-absence"),
    path("app/availability/limits", limits_page.limits, name="host-limits"),
]
