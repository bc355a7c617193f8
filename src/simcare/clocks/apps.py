"""Django's handle on clocks."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "simcare.clocks"
    label = "clocks"
