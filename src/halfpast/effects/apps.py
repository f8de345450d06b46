from django.apps import AppConfig


class EffectsConfig(AppConfig):
    name = "halfpast.effects"
    label = "effects"
