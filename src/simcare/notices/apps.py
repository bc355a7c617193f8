"""Django's handle on the module."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "simcare.notices"
    label = "notices"
