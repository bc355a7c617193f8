"""Django's handle on diagnosis."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "simcare.diagnosis"
    label = "diagnosis"
