"""What the web server calls."""

from simcare.kernel.boot import boot

boot(scope="")

from django.core.wsgi import get_wsgi_application  # noqa: E402  # Django must be set up first

from simcare.kernel.room import with_room  # noqa: E402

application = with_room(get_wsgi_application())
