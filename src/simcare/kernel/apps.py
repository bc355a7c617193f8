"""Django's handle on the kernel: when all modules are loaded, their reactions are registered."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "simcare.kernel"
    label = "kernel"

    def ready(self) -> None:
        from simcare.kernel.tables import refuse_half_way

        autodiscover_modules("reactions")
        register(refuse_half_way, Tags.database)
