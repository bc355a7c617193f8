"""Django's handle on support."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "simcare.support"
    label = "support"
