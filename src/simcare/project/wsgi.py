"""What the web server calls."""

from simcare.kernel.boot import boot

boot(scope="")

from django.core.wsgi import get_wsgi_application  # noqa: E402  # Django must be set up first

application = get_wsgi_application()
