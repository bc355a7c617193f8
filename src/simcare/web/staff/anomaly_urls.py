"""The addresses of unusual traffic."""

from django.urls import path

from simcare.web.staff.views import anomalies

urlpatterns = [
    path("anomalies/", anomalies.anomalies, name="anomalies"),
    path("anomalies/<int:number>/", anomalies.anomaly, name="anomaly"),
    path("anomalies/<int:number>/move/", anomalies.anomaly_move, name="anomaly_move"),
    path("anomalies/<int:number>/ticket/", anomalies.anomaly_ticket, name="anomaly_ticket"),
]
