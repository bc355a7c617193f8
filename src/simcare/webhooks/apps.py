"""Django's handle on webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "simcare.webhooks"
    label = "webhooks"
