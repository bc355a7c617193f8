"""Examples of what is done to cards and of the floor, for the frozen desk."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from simcare.support.queries.supervision import AGES
from simcare.web.staff import remedy_words
from simcare.web.staff.code_words import CHANNELS
from simcare.web.staff.pages import Promise
from simcare.web.staff.remedies import OfferView, RemedyView, TaskView, WaysView, WishView
from simcare.web.staff.remedy_words import REASONS, REMEDIES, WHOM
from simcare.web.staff.terms_form import Flaw, LevelRow, TermsForm
from simcare.web.staff.views.agreements import AgreementRow, choices
from simcare.web.staff.views.supervision import age_name
from simcare.web.staff.week_chart import WeekChart

ICCID = "89860249213334946911"
View = Callable[..., HttpResponse]
STUBS = {
    "remedy_order": "cards/<str:iccid>/do/<str:function>/order/",
    "task_done": "tasks/<int:number>/done/",
    "task_give_up": "tasks/<int:number>/give-up/",
    "remedy_approve": "remedies/<int:number>/approve/",
    "remedy_refuse": "remedies/<int:number>/refuse/",
    "rota_save": "on-call/save/",
    "turn_add": "on-call/<int:number>/turns/",
    "turn_drop": "on-call/turns/<int:number>/drop/",
    "swap_add": "on-call/<int:number>/swaps/",
    "swap_drop": "on-call/swaps/<int:number>/drop/",
    "call_acknowledge": "calls/<int:number>/acknowledge/",
    "ticket_hold": "tickets/<int:number>/hold/",
    "ticket_go_on": "tickets/<int:number>/go-on/",
}


def ago(**span: float) -> Any:
    return timezone.now() - timedelta(**span)


def ways() -> WaysView:
    return WaysView(
        7,
        ICCID,
        (
            OfferView("reset_session", fits=True),
            OfferView("send_sms"),
            OfferView("refresh"),
            OfferView("suspend", by_hand=True),
            OfferView("lock_imei"),
            OfferView("switch_operator"),
        ),
        (
            RemedyView(3, "resume", "by_hand", ago(minutes=9), "anna@simcare.example", due_at=ago(hours=-3)),
            RemedyView(2, "reset_session", "confirmed", ago(hours=2), "anna@simcare.example"),
            RemedyView(1, "switch_operator", "failed", ago(days=2), "wei@simcare.example", why="no such network"),
        ),
    )


CALL = SimpleNamespace(
    id=5, whom="on_call", called_at=ago(minutes=4), ticket_id=1043, promise="first", times_called=2,
    ticket=SimpleNamespace(subject="Cabinet offline"),
)  # fmt: skip
BESIDE = {"ways": ways, "calls": (CALL,), "hold_reasons": list(REASONS.items())}


def remedy(function: str, **more: object) -> dict[str, object]:
    return {
        "here": "cards", "iccid": ICCID, "function": function, "word": REMEDIES[function], "ticket_number": 1043,
        "key": "k", "by_hand": "", "needs_reason": False, "needs_second": False, "text": "", "imei": "",
        **more,
    }  # fmt: skip


def tasks() -> tuple[TaskView, ...]:
    why = "EIOTCLUB has no call to suspend a card: staff does it by hand, then the state is read"
    return (
        TaskView(1, "suspend", ICCID, "联网代理(广州)有限公司", why, "anna@simcare.example", ago(hours=4.5), ago(minutes=30), 1043),
        TaskView(2, "resume", ICCID, "Nordsol Tracking", why, "wei@simcare.example", ago(hours=1), ago(hours=-3)),
    )  # fmt: skip


def wishes() -> tuple[WishView, ...]:
    return (
        WishView(9, "suspend", ICCID, "Nordsol Tracking", "the van was stolen", "anna@simcare.example", ago(minutes=6), 1041),
    )  # fmt: skip


def person(name: str, *, online: bool, count: int) -> SimpleNamespace:
    return SimpleNamespace(user=name, is_online=online, open_count=count)


def bars(*pairs: tuple[str, int]) -> list[tuple[str, int, int]]:
    most = max(count for _, count in pairs) or 1
    return [(name, count, round(100 * count / most)) for name, count in pairs]


def floor() -> dict[str, object]:
    due = [
        (SimpleNamespace(kind="first"), 1041, Promise("first", ago(minutes=26), ago(hours=12))),
        (SimpleNamespace(kind="task"), 0, Promise("task", ago(minutes=-40), ago(hours=3))),
        (SimpleNamespace(kind="next"), 1043, Promise("next", ago(hours=-5), ago(hours=7))),
    ]
    return {
        "here": "supervision",
        "seen": SimpleNamespace(
            open_count=38, overdue_count=2,
            team=(person("Anna Lindqvist", online=True, count=6), person("Wei Zhang", online=False, count=0)),
        ),
        "due_next": due, "calls": (CALL,), "breach_count": 3, "on_call": ["Wei Zhang"],
        "ages": bars(*((age_name(*limits), count) for limits, count in zip(AGES, (9, 14, 11, 3, 1), strict=True))),
        "hours": bars(*((f"{hour:02}:00", {3: 1, 9: 2}.get(hour, 0)) for hour in range(24))),
    }  # fmt: skip


def breaches() -> dict[str, object]:
    def linked(*pairs: tuple[str, int]) -> list[tuple[str, int, int, str]]:
        return [(*bar, "/breaches/") for bar in bars(*pairs)]

    row = SimpleNamespace(
        ticket_id=1041, promise="first", cause="late_assignment", account="Nordsol Tracking", breached_at=ago(hours=5)
    )
    return {
        "here": "breaches", "total": 12, "rows": (row,), "since": "2026-10-27", "until": "2026-11-25", "csv": "/breaches/",
        "narrowed": [remedy_words.CAUSES["late_assignment"]],
        "week": WeekChart(_("By hour of the week"), [[(3 * day + hour) % 7 * (hour > 17) for hour in range(24)] for day in range(7)], "Asia/Shanghai"),
        "shares": [
            ("cause", linked((remedy_words.CAUSES["late_assignment"], 7), (remedy_words.CAUSES["out_of_hours"], 5))),
            ("channel", linked((CHANNELS["email"], 11), (CHANNELS["chat"], 1))),
            ("account", linked(("Nordsol Tracking", 8), ("联网代理(广州)有限公司", 4))),
        ],
    }  # fmt: skip


WEEKDAYS = list(WEEKDAYS_ABBR.items())


def rotas() -> dict[str, object]:
    turn = SimpleNamespace(id=1, user="Anna Lindqvist", weekday=0, from_minute=540, until_minute=1080)
    swap = SimpleNamespace(id=2, user="Wei Zhang", from_at=ago(days=-1), until_at=ago(days=-2))
    watch = SimpleNamespace(
        rota=SimpleNamespace(id=1, name="Night watch", zone="Europe/Berlin"), turns=(turn,), swaps=(swap,),
        gaps=[(ago(days=-3), ago(days=-3.5)), (ago(days=-4), ago(days=-4.5))],
    )  # fmt: skip
    people = (SimpleNamespace(id=1, name="Anna Lindqvist", email=""), SimpleNamespace(id=2, name="Wei Zhang", email=""))
    return {
        "here": "rotas", "watches": [(watch, ["Anna Lindqvist"])], "people": people, "weekdays": WEEKDAYS,
        "may_arrange": True,
    }  # fmt: skip


def pages(shows: Callable[..., View], nothing: View) -> list[URLPattern]:
    """The pages of this part, each in its states."""
    why = "EIOTCLUB has no call to suspend a card: staff does it by hand, then the state is read"
    by_hand = remedy("suspend", by_hand=why, due_at=ago(hours=-4), needs_reason=True, needs_second=True)
    text = "您的卡 APN：cmiot。用户名和密码留空，然后重启设备。"
    networks = [("46001", "460011234567890")]
    return [
        path("cards/<str:iccid>/do/<str:function>/", shows("remedy.html", **remedy("reset_session")), name="remedy"),
        path("look/remedy/by-hand/", shows("remedy.html", **by_hand)),
        path("look/remedy/text/", shows("remedy.html", **remedy("send_sms", text=text))),
        path("look/remedy/network/", shows("remedy.html", **remedy("switch_operator", networks=networks))),
        path("tasks/", shows("tasks.html", here="tasks", tasks=tasks, wishes=wishes, ended=tasks, may_decide=True), name="tasks"),
        path("look/tasks/none/", shows("tasks.html", here="tasks")),
        path("supervision/", shows("supervision.html", **floor()), name="supervision"),
        path("breaches/", shows("breaches.html", **breaches()), name="breaches"),
        path("look/breaches/none/", shows("breaches.html", here="breaches", total=0)),
        path("on-call/", shows("rotas.html", **rotas()), name="rotas"),
        path("look/on-call/none/", shows("rotas.html", here="rotas")),
        *(path(address, nothing, name=name) for name, address in STUBS.items()),
    ]  # fmt: skip


def terms() -> list[AgreementRow]:
    hours = "Mon–Fri 09:00–17:00 · Asia/Shanghai"
    chain = "50 % whose ticket it is → 100 % who is on call → +30 min the supervisors"
    said = ("Contract 7, clause 3", "wei@simcare.example")
    name, promise = "first_response.email", "First response: e-mail"
    return [
        AgreementRow(name, promise, 2, 60, 75, "Around the clock", chain, *said, ago(days=20), None),
        AgreementRow(name, promise, 1, 240, None, hours, "", *said, ago(days=200), ago(days=20)),
    ]


TERMS = {"terms": terms, "promises": choices, "may_arrange": True}
TERMS_FORM = {
    "account": {"id": 12, "name": "Nordsol Tracking"},
    "form": TermsForm(name="first_response.email", target="60", zone="Europe/Berlin", source="Contract 7, clause 3"),
    "promises": choices,
    "whom": WHOM.items(),
}
WRONG_TERMS = TERMS_FORM | {
    "form": TermsForm(
        target="60",
        is_always=False,
        zone="Asia/Shanghai",
        official="CN",
        hours=("09:00–12:30, 13:30–18:00", "9 to 5", "", "", "", "", ""),
        is_usual_chain=False,
        levels=(LevelRow("percent", "50", "assignee"), LevelRow("over", "30", "supervisor", mails=True, assigns=True)),
    ),
    "flaw": Flaw("tue", "Write hours such as 09:00–12:30, 13:30–18:00; nothing for a closed day."),
}
