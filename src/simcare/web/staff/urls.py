"""The addresses of the console."""

from django.urls import path

from simcare.web.staff.views import cards, foreign, inbox, records, search

app_name = "staff"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("tickets/<int:number>/", inbox.ticket, name="ticket"),
    path("tickets/<int:number>/reply/", inbox.reply, name="ticket_reply"),
    path("tickets/<int:number>/note/", inbox.note, name="ticket_note"),
    path("tickets/<int:number>/take/", inbox.take, name="ticket_take"),
    path("tickets/<int:number>/solve/", inbox.solve, name="ticket_solve"),
    path("tickets/<int:number>/reopen/", inbox.reopen, name="ticket_reopen"),
    path("verdicts/<int:number>/correct/", inbox.correct_verdict, name="verdict_correct"),
    path("messages/<int:number>/html/", foreign.message_html, name="message_html"),
    path("attachments/<int:number>/", foreign.attachment, name="attachment"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<str:iccid>/", cards.card, name="card"),
    path("cards/<str:iccid>/examine/", cards.examine, name="card_examine"),
    path("cards/<str:iccid>/reading/", cards.reading, name="card_reading"),
    path("accounts/", records.accounts, name="accounts"),
    path("accounts/<int:number>/", records.account, name="account"),
    path("policies/", records.policies, name="policies"),
    path("quarantine/", records.quarantine, name="quarantine"),
    path("quarantine/<int:number>/raw/", foreign.raw_mail, name="quarantine_raw"),
    path("quarantine/<int:number>/replay/", records.replay, name="quarantine_replay"),
    path("audit/", records.audit, name="audit"),
    path("search/", search.search, name="search"),
    path("stream-pass/", inbox.stream_pass, name="stream_pass"),
]
