"""The portal of an account, frozen: its cards, one of them, tickets and people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from simcare.accounts.values import MemberRole
from simcare.web.business.door import Visitor
from simcare.web.business.frame import around
from simcare.web.business.records import (
    Allowance,
    AskedIn,
    AskedRow,
    AskedTicket,
    CardList,
    CardRecord,
    DeviceRow,
    PersonRow,
    Request,
    Saying,
)
from simcare.web.business.views.jobs import FUNCTIONS
from simcare.web.business.words import ROLES, name_of
from simcare.web.staff import fleet_words
from simcare.web.staff.alert_pages import AlertRow, WarningForm
from simcare.web.staff.fleet import Cell, Choice, ExportView, FlawView, FleetRow, Progress
from simcare.web.staff.pages import Datum
from simcare.web.staff.remedy_words import REMEDIES
from tests.web import example_anomalies as anomalies
from tests.web import example_jobs as work
from tests.web import examples
from tests.web.examples import ICCID, after, before

View = Callable[..., HttpResponse]
TOM = SimpleNamespace(id=7, name="Tom Hale", email="tom.hale@brightwater.example", theme="", zone="Europe/London")
WHO = Visitor(TOM, 3, "Brightwater Metering", MemberRole.OWNER, ((4, "مكتب الرياض"),))  # type: ignore[arg-type]  # frozen
ASKED_IN = (SimpleNamespace(id=3, email="kim@brightwater.example", role="viewer", expires_at=after(days=6)),)
"""As the provider's page of the account shows them."""

FILES = (
    ExportView(2, "XLSX", TOM.email, before(minutes=1), Progress("running", 61_000, 240_000)),
    ExportView(1, "CSV", TOM.email, before(days=1), Progress("done", 1_204, 1_204), 98_400, "cards-2026-11-24-1.csv"),
)
HEADS = ("Label", "Product", "Observed")
COLUMNS = tuple(Choice(name.lower(), name, name in HEADS) for name in (*HEADS, "IMSI", "EID", "Sold on"))
ALERTS = tuple(
    AlertRow(
        kind=kind, value=value, allowance_bytes=50_000_000, raised_at=before(days=age), ended_at=ended, iccid=ICCID
    )
    for kind, value, age, ended in (("used", 80, 1, None), ("exhausted", 0, 2, None), ("days", 3, 30, before(days=27)))
)
DEVICES = (
    DeviceRow("Water meter", "AquaRead 5", "BG95-M3", "490154203237518", "Well 7, Birmingham", ICCID),
    DeviceRow("Camera", "RoadEye 4", "", "", "B96", ""),
)
ASKED = (
    AskedRow(
        1041,
        "Pump 14 is offline since Sunday",
        "open",
        examples.promise(left=timedelta(hours=1, minutes=52)),
        (ICCID,),
        Saying(
            before(hours=2), "The unit at Aston Road stopped on Sunday night, and restarting it did not help.", "Tom"
        ),
    ),
    AskedRow(
        1039,
        "بطاقات جديدة لمشروع الرياض",
        "waiting",
        None,
        (ICCID, "8944200000033344477"),
        Saying(before(days=1), "Which APN do the routers use?"),
    ),
    AskedRow(1012, "APN for a Teltonika RUT241", "solved", None, (), None),
)
TICKET = AskedTicket(
    ASKED[0],
    before(hours=3),
    "ticket:1041 thread:7",
    (
        Saying(
            before(hours=3),
            "The unit at Aston Road stopped on Sunday night.\n\nRestarting it did not help.",
            "Tom Hale",
            (("pump-14.log", 24_300),),
        ),
        Saying(before(hours=1), "The card is well, and was last seen on Sunday at 21:40.\nWhat does its LED show?"),
        Saying(before(minutes=20), "يومض باللون الأحمر.", "ليلى حداد"),
    ),
    is_open_to_words=True,
)
DEEDS = ("stop", "retry", "undo", "approve", "refuse")
STATES = (Choice("active", "Active"), Choice("suspended", "Suspended"))


def cards(count: int = 2, words: str = "", *, is_too_short: bool = False) -> CardList:
    rows = (
        FleetRow(1, ICCID, "active", cells("Pump 14, Aston Road", "Meter 50 MB", before(minutes=6))),
        FleetRow(2, "8944200000033344477", "suspended", cells("", "Meter 50 MB", None)),
    )
    files = FILES if count else ()
    every = CardList(rows[:count], HEADS, count, 1_000, words, is_too_short, STATES, STATES, COLUMNS, files)
    return replace(every, act_on_all_url="/portal/jobs/new/?all=1")


def cells(*values: object) -> tuple[Cell, ...]:
    return tuple(
        Cell(value, shape, "", head) for value, shape, head in zip(values, ("text", "text", "time"), HEADS, strict=True)
    )


def card() -> CardRecord:
    return CardRecord(
        id=1,
        subject="card:1",
        iccid=ICCID,
        state="active",
        state_at=before(minutes=6),
        label="Pump 14, Aston Road",
        facts=(
            Datum("IMSI", "234500000012345", shape="id"),
            Datum("APN", "iot.simcare"),
            Datum("Product", "Meter 50 MB"),
        ),
        verdict=examples.verdict(),
        allowance=Allowance("Meter 50 MB", 41_200_000, 50_000_000, after(days=11)),
        hours=anomalies.hours(),
        used_at=before(hours=1),
        states=(("active", before(days=3)), ("not_activated", before(days=40))),
        tickets=ASKED[:1],
        equipment=(Datum("Device", "Water meter"), Datum("Place", "Birmingham")),
    )


def fresh_card() -> CardRecord:
    nothing: tuple[()] = ()
    bare = replace(card(), state="not_activated", state_at=None, label="", verdict=None, allowance=None, hours=nothing)
    return replace(bare, used_at=None, states=nothing, tickets=nothing, equipment=nothing)


def people() -> list[PersonRow]:
    told = ((7, "Tom Hale", "owner", True), (8, "ليلى حداد", "support", False), (9, "Wei Chen", "viewer", False))
    return [
        PersonRow(number, name, f"p{number}@brightwater.example", role, name_of(role), before(days=number * 9), is_me)
        for number, name, role, is_me in told
    ]


def roles() -> list[tuple[object, ...]]:
    return [(role, name, hint) for role, (name, hint) in ROLES.items()]


def shows(template: str, who: Visitor = WHO, **context: object) -> View:
    """A view that draws a page of the portal with these values, each called first when it can be."""

    @transaction.non_atomic_requests
    def view(request: HttpRequest, *_args: object, **_named: object) -> HttpResponse:
        values = {name: value() if callable(value) else value for name, value in context.items()}
        return render(
            request, f"business/{template}", {**around(who, theme=request.COOKIES.get("theme", "")), **values}
        )

    return view


def _alerts(nothing: View) -> list[URLPattern]:
    """The pages of alerts."""
    told = {"holding": ALERTS[:2], "past": ALERTS[2:], "here": "alerts"}
    form = WarningForm(used="80, 95", left="10", days="3", is_own=True)
    return [
        path("portal/alerts/", shows("alerts.html", warnings=form, may_choose=True, **told), name="alerts"),
        path("portal/alerts/warn/", nothing, name="warn"),
        path("portal/alerts/none/", shows("alerts.html", warnings=WarningForm(used="80"), here="alerts")),
    ]


def _equipment(nothing: View) -> list[URLPattern]:
    """The pages of devices."""
    flaws = (FlawView(7, "ICCID", str(fleet_words.FLAWS["card_unknown"]) % {"given": ICCID}),)
    listed = {"devices": DEVICES, "may_register": True, "here": "equipment"}
    return [
        path("portal/equipment/", shows("equipment.html", flaws=flaws, **listed), name="equipment"),
        path("portal/equipment/register/", nothing, name="equipment_register"),
        path("portal/equipment/list/", nothing, name="equipment_list"),
        path("portal/equipment/none/", shows("equipment.html", may_register=True, here="equipment")),
        path("portal/equipment/nothing/", shows("equipment.html", words="acme", may_register=True, here="equipment")),
    ]


def _work(nothing: View) -> list[URLPattern]:
    """The pages of work on many cards."""
    deeds = [(name.value, REMEDIES[name].name, name == "suspend") for name in FUNCTIONS]
    page = {"rows": work.rows, "shown": "failed", "here": "jobs"}
    new = {"seen": work.outlook, "kept": [("all", "1")], "deeds": deeds, "key": "k", "here": "jobs"}
    waits = {"job": lambda: work.job("waiting"), "may_decide": True, "here": "jobs"}
    return [
        path("portal/jobs/", shows("jobs.html", jobs=work.jobs, here="jobs"), name="jobs"),
        path("portal/jobs/none/", shows("jobs.html", here="jobs")),
        path("portal/jobs/new/", shows("job_new.html", **new), name="job_new"),
        path("portal/jobs/new/none/", shows("job_new.html", **(new | {"seen": work.nothing_to_do}))),
        path("portal/jobs/begin/", nothing, name="job_begin"),
        path("portal/jobs/<int:number>/", shows("job.html", job=work.job, **page), name="job"),
        path("portal/jobs/done/", shows("job.html", job=lambda: work.job("done"), **page)),
        path("portal/jobs/waiting/", shows("job.html", **waits)),
        *(path(f"portal/jobs/<int:number>/{deed}/", nothing, name=f"job_{deed}") for deed in DEEDS),
    ]


def _tickets(nothing: View) -> list[URLPattern]:
    """The pages of what the account asks."""
    states = (Choice("open", "Open"), Choice("solved", "Solved"))
    listed = {"tickets": ASKED, "states": states, "may_ask": True, "here": "tickets"}
    one = {"ticket": TICKET, "wanted": Request(), "here": "tickets"}
    solved = replace(TICKET, row=ASKED[2])
    refused = Request(
        "Pump 14", "It is offline.", "8944200000099999999", "This account has no card 8944200000099999999."
    )
    return [
        path("portal/tickets/", shows("tickets.html", **listed), name="tickets"),
        path(
            "portal/tickets/new/",
            shows("ticket_new.html", wanted=Request(iccids=ICCID), here="tickets"),
            name="ticket_new",
        ),
        path("portal/tickets/new/refused/", shows("ticket_new.html", wanted=refused, here="tickets")),
        path("portal/tickets/open/", nothing, name="ticket_open"),
        path("portal/tickets/<int:number>/", shows("ticket.html", may_ask=True, **one), name="ticket"),
        path("portal/tickets/<int:number>/say/", nothing, name="ticket_say"),
        path("portal/tickets/read/", shows("ticket.html", **one)),
        path("portal/tickets/solved/", shows("ticket.html", may_ask=True, **(one | {"ticket": solved}))),
        path("portal/tickets/none/", shows("tickets.html", is_narrowed=True, states=states, here="tickets")),
        path("portal/empty/tickets/", shows("tickets.html", may_ask=True, here="tickets")),
    ]


def routes(nothing: View) -> list[URLPattern]:
    viewer = replace(WHO, role=MemberRole.VIEWER, others=())
    asked_in = [AskedIn(3, "kim@brightwater.example", "Support", after(days=6))]
    managing = {"people": people, "roles": roles, "asked_in": asked_in, "here": "people"}
    return [
        path("portal/cards/", shows("cards.html", fleet=cards, may_export=True, here="cards"), name="cards"),
        path("portal/cards/file/", nothing, name="export"),
        path("portal/files/<int:number>/", nothing, name="file"),
        path(
            "portal/cards/<str:iccid>/",
            shows("card.html", record=card, may_check=True, may_change=True, may_ask=True, here="cards"),
            name="card",
        ),
        path("portal/cards/<str:iccid>/check/", nothing, name="card_check"),
        *_work(nothing),
        *_alerts(nothing),
        *_equipment(nothing),
        *_tickets(nothing),
        path("portal/people/", shows("people.html", may_manage=True, **managing), name="people"),
        path("portal/people/invite/", nothing, name="invite"),
        path("portal/people/asked/<int:number>/withdraw/", nothing, name="invitation_withdraw"),
        path("portal/people/<int:number>/role/", nothing, name="member_role"),
        path("portal/people/<int:number>/remove/", nothing, name="member_remove"),
        path("portal/accounts/<int:number>/", nothing, name="look_at"),
        path("portal/stream-pass/", nothing, name="stream_pass"),
        path("portal/empty/cards/", shows("cards.html", fleet=lambda: cards(0), here="cards")),
        path("portal/empty/nobody/", shows("cards.html", fleet=lambda: cards(0, "99999"), here="cards")),
        path("portal/fresh/", shows("card.html", viewer, record=fresh_card, may_check=False, here="cards")),
        path("portal/viewer/", shows("people.html", viewer, may_manage=False, **managing)),
        path(
            "portal/problem/",
            shows("problem.html", problem="There is no such card.", detail=f"There is no card {ICCID}."),
        ),
    ]
