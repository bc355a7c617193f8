"""Django's handle on the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "simcare.web"
    label = "web"

    def ready(self) -> None:
        """Sign-ins are heard from the first one on, also one that comes before the first request."""
        from simcare.web.entrance import attendance  # noqa: F401
