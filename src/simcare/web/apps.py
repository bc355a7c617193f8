"""Django's handle on the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "simcare.web"
    label = "web"

    def ready(self) -> None:
        """Sign-ins and changed factors are heard from the first on, also one that comes before the first request."""
        from simcare.web.entrance import attendance, factors  # noqa: F401  # imported for their receivers
