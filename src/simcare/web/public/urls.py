"""The addresses of pages without a sign-in."""

from django.urls import path

from simcare.web.public import evidence, satisfaction

app_name = "public"
urlpatterns = [
    path("s/<str:token>/", satisfaction.question, name="satisfaction"),
    path("evidence/<str:token>/", evidence.pack, name="pack"),
    path("evidence/<str:token>/pack.pdf", evidence.document, name="pack_document"),
    path("evidence/<str:token>/photos/<int:number>/", evidence.photo, name="pack_photo"),
]
