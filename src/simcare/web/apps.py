"""Django's handle on the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "simcare.web"
    label = "web"
