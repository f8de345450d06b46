from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "halfpast.accounts"
    label = "accounts"
