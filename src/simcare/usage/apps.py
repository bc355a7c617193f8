"""Django's handle on usage."""

from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "simcare.usage"
    label = "usage"
