"""Where each address leads: pages by audience, and the API."""

from django.urls import URLPattern, URLResolver, include, path

from simcare.web.entrance import languages
from simcare.web.statics import service_worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/setlang/", languages.choose, name="set_language"),
    path("sign-in/", include("simcare.web.entrance.urls")),
    path("service-worker.js", service_worker, name="service_worker"),
    path("api/v1/", include("simcare.api.v1.urls")),
    path("", include("simcare.web.public.urls")),
    path("portal/", include("simcare.web.business.urls")),
    path("", include("simcare.web.staff.urls")),
]
