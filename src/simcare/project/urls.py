"""Where each address leads: pages by audience."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("sign-in/", include("simcare.web.entrance.urls")),
    path("", include("simcare.web.staff.urls")),
]
