"""How a process of ours begins: settings named, scope chosen, Django set up."""

import os


def boot(scope: str = "") -> None:
    """Make this process ready to use the database.

    `scope` is what its connections may see when nothing else is said: "provider" for workers and the command line,
    nothing for web processes, whose requests each state their own (see kernel.tenancy).
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simcare.project.settings")
    os.environ["SIMCARE_SCOPE"] = scope
    import django

    django.setup()
