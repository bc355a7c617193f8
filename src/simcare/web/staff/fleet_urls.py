"""The addresses of many cards, of accounts, and of the figures of quality."""

from django.urls import path

from simcare.web.staff.views import accounts, agreements, edits, fleet, imports, members, quality

urlpatterns = [
    path("cards/", fleet.cards, name="cards"),
    path("stock/", fleet.stock, name="stock"),
    path("stock/batches/", fleet.batches, name="batches"),
    path("stock/imports/", imports.upload, name="card_upload"),
    path("stock/imports/<int:number>/", imports.card_import, name="card_import"),
    path("stock/imports/<int:number>/check/", imports.check, name="card_import_check"),
    path("stock/imports/<int:number>/write/", imports.write, name="card_import_write"),
    path("stock/imports/<int:number>/stop/", imports.stop, name="card_import_stop"),
    path("stock/imports/<int:number>/resume/", imports.resume, name="card_import_resume"),
    path("stock/imports/<int:number>/drop/", imports.drop, name="card_import_drop"),
    path("stock/imports/<int:number>/flaws/", imports.flaws, name="card_import_flaws"),
    path("stock/edits/new/", edits.edit_new, name="edit_new"),
    path("stock/edits/", edits.edit_begin, name="edit_begin"),
    path("stock/edits/<int:number>/", edits.edit, name="edit"),
    path("stock/edits/<int:number>/stop/", edits.edit_stop, name="edit_stop"),
    path("stock/edits/<int:number>/resume/", edits.edit_resume, name="edit_resume"),
    path("stock/edits/<int:number>/undo/", edits.edit_undo, name="edit_undo"),
    path("stock/edits/<int:number>/refused/", edits.edit_refused, name="edit_refused"),
    path("stock/exports/", edits.export_begin, name="export_begin"),
    path("stock/exports/<int:number>/", edits.export_file, name="export_file"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:number>/", accounts.account, name="account"),
    path("accounts/<int:number>/terms/", agreements.terms, name="terms"),
    path("accounts/<int:number>/agree/", agreements.save, name="agreement_save"),
    path("accounts/<int:number>/invite/", members.invite, name="member_invite"),
    path("accounts/<int:number>/withdraw/<int:link>/", members.withdraw, name="member_withdraw"),
    path("quality/", quality.quality, name="quality"),
    path("quality/tickets/", quality.tickets, name="quality_tickets"),
    path("quality/reports/", quality.report, name="quality_make"),
    path("quality/reports/<int:number>/", quality.report_file, name="quality_report"),
    path("quality/by-mail/", quality.subscribe, name="quality_subscribe"),
]
