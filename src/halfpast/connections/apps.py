from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "halfpast.connections"
    label = "connections"
