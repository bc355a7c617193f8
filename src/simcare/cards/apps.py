"""Django's handle on cards."""

from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "simcare.cards"
    label = "cards"
