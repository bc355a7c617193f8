"""Django's handle on operators."""

from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    name = "simcare.operators"
    label = "operators"
