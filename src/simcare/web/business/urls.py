"""The addresses of the portal."""

from django.urls import path
from django.views.generic import RedirectView

from simcare.web.business.views import cards, files, people, tickets

app_name = "business"
urlpatterns = [
    path("cards/", cards.cards, name="cards"),
    path("cards/file/", files.export, name="export"),
    path("cards/<str:iccid>/", cards.card, name="card"),
    path("cards/<str:iccid>/check/", cards.check, name="card_check"),
    path("files/<int:number>/", files.file, name="file"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/asked/<int:number>/withdraw/", people.withdraw, name="invitation_withdraw"),
    path("people/<int:number>/role/", people.change_role, name="member_role"),
    path("people/<int:number>/remove/", people.remove, name="member_remove"),
    path("accounts/<int:number>/", people.look_at, name="look_at"),
    path("stream-pass/", cards.stream_pass, name="stream_pass"),
    path("", RedirectView.as_view(pattern_name="business:cards"), name="home"),
]
