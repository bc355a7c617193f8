"""Django's handle on the kernel: when all modules are loaded, their reactions are registered."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "simcare.kernel"
    label = "kernel"

    def ready(self) -> None:
        autodiscover_modules("reactions")
