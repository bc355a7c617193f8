"""The addresses of pages without a sign-in."""

from django.urls import path

from simcare.web.public import satisfaction

app_name = "public"
urlpatterns = [path("s/<str:token>/", satisfaction.question, name="satisfaction")]
