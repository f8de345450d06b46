from django.apps import AppConfig


class EventTypesConfig(AppConfig):
    name = "halfpast.event_types"
    label = "event_types"
