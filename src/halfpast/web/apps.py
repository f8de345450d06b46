from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "halfpast.web"
    label = "web"
