from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "halfpast.calendars"
    label = "calendars"
