"""The console's addresses, each drawn from the frozen desk of `examples`: pages without a database."""

import re
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from simcare.web.entrance import languages
from simcare.web.staff.frame import draw
from tests.web import example_diagnosis as faults
from tests.web import example_finding as finding
from tests.web import example_fleet as fleet
from tests.web import example_jobs as jobs
from tests.web import example_keys as programs
from tests.web import example_mail as mail
from tests.web import example_portal as portal
from tests.web import example_records as records
from tests.web import example_remedies as remedies
from tests.web import example_structure as structure
from tests.web import example_team as team
from tests.web import example_usage as usage
from tests.web import examples, preview_diagnosis, preview_shell, preview_states

View = Callable[..., HttpResponse]


def shows(template: str, **context: object) -> View:
    """A view that draws `template` with these values, each called first when it can be."""

    @transaction.non_atomic_requests
    def view(request: HttpRequest, *_args: object, **_named: object) -> HttpResponse:
        values = {name: value() if callable(value) else value for name, value in context.items()}
        return draw(request, template, {**examples.frame(), "theme": request.COOKIES.get("theme", ""), **values})

    return view


INBOX = {"rows": examples.rows, "view": "due", "queue": examples.QUEUES[0]}


def entrance(template: str) -> View:
    """A sign-in page with an empty form."""

    @transaction.non_atomic_requests
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"form": SimpleNamespace(secret="JBSWY3DPEHPK3PXP")})

    return view


def public(template: str, context: Callable[[], dict[str, object]]) -> View:
    """A page for people without a sign-in."""

    @transaction.non_atomic_requests
    def view(request: HttpRequest, *_args: object, **_named: object) -> HttpResponse:
        return render(request, f"public/{template}", context())

    return view


def gone() -> dict[str, object]:
    told = faults.public_pack("en")
    return {**told, "title": "This link has expired", "text": "Please write to us, and we send you a new one."}


MAIL_DEEDS = (
    "mailbox_add",
    "letter_address",
    "letter_template",
    "letter_signature",
    "flood_take",
    "mail_trust_change",
)
MAILBOX_DEEDS = ("mailbox_check", "mailbox_switch", "mailbox_password", "suppression_lift")
nothing = shows("inbox.html", rows=(), view="mine", queue=examples.QUEUES[-2])
console = [
    path("", shows("inbox.html", **INBOX), name="inbox"),
    path("empty/", nothing, name="empty"),
    path(
        "many/", shows("inbox.html", **INBOX, ticket=lambda: examples.ticket(examples.many_cards()), card=examples.card)
    ),
    path("quiet/", shows("inbox.html", **INBOX, ticket=examples.quiet_ticket)),
    path(
        "tickets/<int:number>/",
        shows("inbox.html", **INBOX, **remedies.BESIDE, ticket=examples.ticket, card=examples.card),
        name="ticket",
    ),
    *(
        path(f"tickets/<int:number>/{deed}/", nothing, name=f"ticket_{deed}")
        for deed in ("take", "solve", "reopen", "reply", "note", "undo", "draft")
    ),
    *team.stubs(nothing),
    path("tickets/<int:number>/busy/", shows("inbox.html", **INBOX, **team.BUSY, card=examples.card)),
    path("desk/queues/", shows("desk_queues.html", **team.QUEUES), name="queues"),
    path("desk/agents/", shows("desk_agents.html", **team.AGENTS), name="agents"),
    path("desk/answers/", shows("desk_answers.html", **team.ANSWERS), name="answers"),
    path("desk/answers/none/", shows("desk_answers.html", **team.NO_ANSWERS)),
    path("verdicts/<int:number>/correct/", nothing, name="verdict_correct"),
    path("cards/<str:iccid>/examine/", nothing, name="card_examine"),
    path("search/", shows("search.html", **finding.SEARCH), name="search"),
    path("works/", shows("bulks.html", **finding.WORKS), name="works"),
    path("works/none/", shows("bulks.html", here="works")),
    path("works/new/", shows("bulk_new.html", **finding.NEW), name="bulk_new"),
    path("works/begin/", nothing, name="bulk_begin"),
    path("works/<int:number>/", shows("bulk.html", **finding.BULK, deeds=records.deeds), name="bulk"),
    path("works/files/", nothing, name="export"),
    *(path(f"works/<int:number>/{deed}/", nothing, name=f"bulk_{deed}") for deed in ("stop", "again", "undo")),
    *(path(f"works/files/<int:number>/{deed}/", nothing, name=f"export_{deed}") for deed in ("stop", "take")),
    path("search/start/", shows("search.html", asked="")),
    path("search/none/", shows("search.html", asked="is:open zzzz")),
    path("cards/", shows("cards.html", fleet=fleet.fleet, here="cards"), name="cards"),
    path("cards/short/", shows("cards.html", fleet=fleet.short_search, here="cards")),
    path("cards/none/", shows("cards.html", fleet=fleet.no_fleet, here="cards")),
    path("stock/", shows("stock.html", **fleet.stock(), may_change=True, here="cards"), name="stock"),
    path("stock/none/", shows("stock.html", may_change=True, here="cards")),
    path("stock/batches/", shows("batches.html", batches=fleet.batches, here="cards"), name="batches"),
    path("stock/imports/", nothing, name="card_upload"),
    *(
        path(f"stock/imports/{state}/", shows("import.html", origin=partial(fleet.an_import, state), here="cards"))
        for state in ("new", "checking", "checked", "writing", "done")
    ),
    path(
        "stock/imports/<int:number>/",
        shows("import.html", origin=fleet.an_import, deeds=records.deeds, here="cards"),
        name="card_import",
    ),
    *(
        path(f"stock/imports/<int:number>/{deed}/", nothing, name=f"card_import_{deed}")
        for deed in ("check", "write", "stop", "resume", "drop", "flaws")
    ),
    path("usage/files/", shows("usage_files.html", **usage.files(), may_load=True, here="cards"), name="usage_files"),
    path("usage/files/none/", shows("usage_files.html", here="cards")),
    path(
        "usage/files/<int:number>/",
        shows("usage_file.html", **usage.file(), may_unload=True, deeds=records.deeds, here="cards"),
        name="usage_file",
    ),
    path("usage/uploads/", nothing, name="usage_bring"),
    *(
        path(f"usage/uploads/{state}/", shows("usage_upload.html", upload=partial(usage.upload, state), here="cards"))
        for state in ("cdr", "writing", "failed")
    ),
    path(
        "usage/uploads/<int:number>/",
        shows("usage_upload.html", upload=usage.upload, deeds=records.deeds, here="cards"),
        name="usage_upload",
    ),
    path("usage/uploads/<int:number>/load/", nothing, name="usage_upload_load"),
    path("usage/uploads/<int:number>/drop/", nothing, name="usage_upload_drop"),
    path("usage/files/<int:number>/unload/", nothing, name="usage_file_unload"),
    path("stock/edits/new/", shows("edit_new.html", chosen=fleet.consequences, here="cards"), name="edit_new"),
    path("stock/edits/", nothing, name="edit_begin"),
    path(
        "stock/edits/<int:number>/", shows("edit.html", edit=fleet.edit, deeds=records.deeds, here="cards"), name="edit"
    ),
    *(
        path(f"stock/edits/<int:number>/{deed}/", nothing, name=f"edit_{deed}")
        for deed in ("stop", "resume", "undo", "refused")
    ),
    *jobs.addresses(shows, nothing),
    path("stock/exports/", nothing, name="export_begin"),
    path("stock/exports/<int:number>/", nothing, name="export_file"),
    path("quality/", shows("quality.html", quality=fleet.quality, here="quality"), name="quality"),
    path("quality/none/", shows("quality.html", quality=fleet.no_quality, here="quality")),
    path(
        "quality/tickets/",
        shows("quality_tickets.html", rows=examples.rows, figure="Promise broken", said="1 – 30 Nov", here="quality"),
        name="quality_tickets",
    ),
    path("quality/reports/", nothing, name="quality_make"),
    path("quality/reports/<int:number>/", nothing, name="quality_report"),
    path("quality/by-mail/", nothing, name="quality_subscribe"),
    path(
        "cards/<str:iccid>/",
        shows(
            "card.html",
            record=records.card_record,
            ways=remedies.ways,
            deeds=records.deeds,
            may_open=True,
            here="cards",
        ),
        name="card",
    ),
    *preview_diagnosis.addresses(shows, nothing),
    path("accounts/", shows("accounts.html", accounts=records.ACCOUNTS, here="accounts"), name="accounts"),
    path(
        "accounts/<int:number>/",
        shows(
            "account.html",
            record=records.account_record,
            deeds=records.deeds,
            may_keep_keys=True,
            here="accounts",
            opinions=structure.opinions,
            asked_in=portal.ASKED_IN,
            member_roles=tuple(portal.ROLES),
            alerts=records.alerts,
            warnings=records.warnings,
            **remedies.TERMS,
        ),
        name="account",
    ),
    path("accounts/<int:number>/keys/", shows("keys.html", keys=programs.keys, **programs.page()), name="keys"),
    path(
        "accounts/<int:number>/keys/new/",
        shows("keys.html", keys=programs.keys, new_key="simcare_" + "k3jSpvV7N5" * 4 + "JYg", **programs.page()),
    ),
    path("accounts/<int:number>/keys/none/", shows("keys.html", **programs.page())),
    path("accounts/<int:number>/keys/make/", nothing, name="key_make"),
    path("accounts/<int:number>/keys/<int:key>/revoke/", nothing, name="key_revoke"),
    path("accounts/<int:number>/terms/", shows("terms.html", here="accounts", **remedies.TERMS_FORM), name="terms"),
    path("accounts/<int:number>/terms/wrong/", shows("terms.html", here="accounts", **remedies.WRONG_TERMS)),
    path("cards/<str:iccid>/packages/open/", nothing, name="package_open"),
    path("accounts/<int:number>/warn/", nothing, name="warn"),
    path("accounts/<int:number>/agree/", nothing, name="agreement_save"),
    path("accounts/<int:number>/invite/", nothing, name="member_invite"),
    path("accounts/<int:number>/withdraw/<int:link>/", nothing, name="member_withdraw"),
    path("policies/", shows("policies.html", policies=records.policies, here="policies"), name="policies"),
    path("quarantine/", shows("quarantine.html", mails=records.mails, here="quarantine"), name="quarantine"),
    path("quarantine/none/", shows("quarantine.html", here="quarantine")),
    path("quarantine/<int:number>/raw/", nothing, name="quarantine_raw"),
    path("quarantine/<int:number>/replay/", nothing, name="quarantine_replay"),
    path("mail/", shows("mail.html", mailboxes=mail.MAILBOXES, here="mail", tab="mail"), name="mail"),
    path("mail/none/", shows("mail.html", here="mail", tab="mail")),
    path(
        "mail/letters/",
        shows(
            "mail_letters.html",
            addresses=mail.ADDRESSES,
            accounts=((12, "Nordlicht Tracking"),),
            own=mail.OWN,
            preview=mail.PREVIEW,
            signature="Mira Feld",
            here="mail",
            tab="letters",
        ),
        name="letters",
    ),
    path("mail/letters/none/", shows("mail_letters.html", preview="…", here="mail", tab="letters")),
    path(
        "mail/held/",
        shows("mail_held.html", unreached=mail.UNREACHED, floods=mail.FLOODS, spam=mail.SPAM, here="mail", tab="held"),
        name="mail_held",
    ),
    path("mail/held/none/", shows("mail_held.html", here="mail", tab="held")),
    path(
        "mail/trust/",
        shows(
            "mail_trust.html",
            trust=mail.TRUST,
            configured=mail.CONFIGURED,
            terms=mail.TERMS,
            here="mail",
            tab="trust",
        ),
        name="mail_trust",
    ),
    *(path(f"mail/{deed}/", nothing, name=deed) for deed in MAIL_DEEDS),
    *(path(f"mail/<int:number>/{deed}/", nothing, name=deed) for deed in MAILBOX_DEEDS),
    path("audit/", shows("audit.html", rows=records.audit_rows, chain_is_whole=True, here="audit"), name="audit"),
    *preview_shell.pages(shows, nothing),
    *remedies.pages(shows, nothing),
]
console += structure.routes(shows, nothing, INBOX)
console += preview_states.often(shows, INBOX)
unusual = preview_states.seldom(shows)


def asked(**context: object) -> View:
    """The page behind a satisfaction link."""

    @transaction.non_atomic_requests
    def view(request: HttpRequest, *_args: object, **_named: object) -> HttpResponse:
        return render(request, "public/satisfaction.html", context)

    return view


supplier = [
    path("evidence/<str:token>/", public("pack.html", lambda: faults.public_pack("en")), name="pack"),
    path("evidence/<str:token>/pack.pdf", nothing, name="pack_document"),
    path("evidence/<str:token>/photos/<int:number>/", nothing, name="pack_photo"),
    path("evidence-ar/", public("pack.html", lambda: faults.public_pack("ar"))),
    path("evidence-answered/", public("pack.html", lambda: faults.public_pack("ja", answered=True))),
    path("evidence-gone/", public("problem.html", gone)),
]
business = portal.routes(nothing)
urlpatterns = [
    *preview_shell.way_in,
    path("look/asked/", asked(number=1043, chosen="good")),
    path("look/thanked/", asked(is_sent=True)),
    path("look/over/", asked(is_over=True)),
    path("", include((supplier, "public"))),
    path("i18n/setlang/", languages.choose, name="set_language"),
    path("look/sign-in/", entrance("account/login.html")),
    path("look/code/", entrance("mfa/authenticate.html")),
    path("sign-in/", include("simcare.web.entrance.urls")),
    path("", include((business, "business"))),
    path("", include((console, "staff"))),
    *unusual,
    path("unlinked/", shows("tasks.html", stream_url="/no-stream/", here="tasks")),
]


EXAMPLES = {
    "function": "reset_session",
    "token": "token",
    "tickets": "1043",
    "iccid": "89860249213334946911",
    "number": "12",
}


def addresses() -> list[str]:
    """Every page of the frozen desk, its parameters filled in; new ones are looked at without being listed anywhere."""
    patterns = [
        *console,
        *business,
        *supplier,
        *(each for each in urlpatterns if str(each.pattern).startswith("look/")),
    ]
    parts = (*team.PARTS, preview_shell.palette_view)
    whole = [each for each in patterns if each.callback not in parts]
    shown = [each for each in whole if each.callback is not nothing or each.name == "empty"]
    return sorted({_filled(f"/{each.pattern}") for each in shown})


def seldom() -> list[str]:
    """Pages that only long runs look at."""
    return sorted(f"/{each.pattern}" for each in unusual)


def _filled(address: str) -> str:
    number = EXAMPLES["tickets" if address.startswith("/tickets/") else "number"]
    return re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: EXAMPLES.get(found[1], number) if found[1] != "number" else number, address
    )
