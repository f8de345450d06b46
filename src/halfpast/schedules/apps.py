from django.apps import AppConfig


class SchedulesConfig(AppConfig):
    name = "halfpast.schedules"
    label = "schedules"
