"""Django's handle on notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "simcare.notifications"
    label = "notifications"
