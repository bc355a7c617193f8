"""Django's handle on messaging."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "simcare.messaging"
    label = "messaging"
