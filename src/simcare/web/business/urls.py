"""The addresses of the portal."""

from django.urls import path
from django.views.generic import RedirectView

from simcare.web.business.views import alerts, cards, equipment, files, jobs, people, tickets

app_name = "business"
urlpatterns = [
    path("cards/", cards.cards, name="cards"),
    path("cards/file/", files.export, name="export"),
    path("cards/<str:iccid>/", cards.card, name="card"),
    path("cards/<str:iccid>/check/", cards.check, name="card_check"),
    path("files/<int:number>/", files.file, name="file"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/new/", jobs.job_new, name="job_new"),
    path("jobs/begin/", jobs.job_begin, name="job_begin"),
    path("jobs/<int:number>/", jobs.job, name="job"),
    path("jobs/<int:number>/stop/", jobs.job_stop, name="job_stop"),
    path("jobs/<int:number>/retry/", jobs.job_retry, name="job_retry"),
    path("jobs/<int:number>/undo/", jobs.job_undo, name="job_undo"),
    path("jobs/<int:number>/approve/", jobs.job_approve, name="job_approve"),
    path("jobs/<int:number>/refuse/", jobs.job_refuse, name="job_refuse"),
    path("equipment/", equipment.equipment, name="equipment"),
    path("equipment/register/", equipment.register, name="equipment_register"),
    path("equipment/list/", equipment.register_list, name="equipment_list"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/warn/", alerts.warn, name="warn"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/new/", tickets.ticket_new, name="ticket_new"),
    path("tickets/open/", tickets.ticket_open, name="ticket_open"),
    path("tickets/<int:number>/", tickets.ticket, name="ticket"),
    path("tickets/<int:number>/say/", tickets.ticket_say, name="ticket_say"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/asked/<int:number>/withdraw/", people.withdraw, name="invitation_withdraw"),
    path("people/<int:number>/role/", people.change_role, name="member_role"),
    path("people/<int:number>/remove/", people.remove, name="member_remove"),
    path("accounts/<int:number>/", people.look_at, name="look_at"),
    path("stream-pass/", cards.stream_pass, name="stream_pass"),
    path("", RedirectView.as_view(pattern_name="business:cards"), name="home"),
]
