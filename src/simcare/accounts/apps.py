"""Django's handle on accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "simcare.accounts"
    label = "accounts"
