"""The addresses of files of usage."""

from django.urls import path

from simcare.web.staff.views import usage

urlpatterns = [
    path("usage/files/", usage.files, name="usage_files"),
    path("usage/files/<int:number>/", usage.file, name="usage_file"),
    path("usage/files/<int:number>/unload/", usage.unload, name="usage_file_unload"),
    path("usage/uploads/", usage.bring, name="usage_bring"),
    path("usage/uploads/<int:number>/", usage.upload, name="usage_upload"),
    path("usage/uploads/<int:number>/load/", usage.load, name="usage_upload_load"),
    path("usage/uploads/<int:number>/drop/", usage.drop, name="usage_upload_drop"),
]
