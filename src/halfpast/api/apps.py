from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "halfpast.api"
    label = "api"
