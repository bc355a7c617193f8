"""Where each address leads: pages by audience."""

from django.urls import URLPattern, URLResolver, include, path

from simcare.web.statics import service_worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("sign-in/", include("simcare.web.entrance.urls")),
    path("service-worker.js", service_worker, name="service_worker"),
    path("", include("simcare.web.public.urls")),
    path("", include("simcare.web.staff.urls")),
]
