"""A frozen team: colleagues on a ticket, a draft, canned words, queues, people; pages are drawn without a database."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone

from simcare.support.queries.canned import Suggestion
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.team import Watcher
from simcare.support.rules.macros import Step
from simcare.support.rules.queueing import Queue, Rule
from simcare.web.staff import share_words as words
from simcare.web.staff.code_words import CHANNELS
from simcare.web.staff.pages import QueueView
from simcare.web.staff.sharing import Change, Chip, HeldAnswer
from tests.web import examples

TICKET_DEEDS = ("assign", "move", "snooze", "wake")
DEEDS = ("available", "view_save", "queues_save", "answer_save", "answer_drop", "macro_save")
NUMBERED = ("view_drop", "agent_save", "macro_drop", "macro_undo")
ASKED = TicketFilter(queue=("cards",), category=("apn",), assignee=("nobody",))
FILTERS: dict[str, Any] = {
    "filter": ASKED,
    "chips": [
        Chip("Queue", "Cards and networks", "category=apn"),
        Chip("Matter", "APN", "queue=cards"),
        Chip("Assignee", "Nobody", "queue=cards"),
    ],
    "filter_choices": [("queue", "Queue", [("cards", "Cards and networks"), ("money", "Refunds")], ("cards",))],
    "column_choices": words.COLUMNS.items(),
}
PEOPLE = [
    Thing(id=1, name="Anna Lindqvist", email="anna@x.example"),
    Thing(id=2, name="Ben Ode", email="ben@x.example"),
]
MACROS = [
    Thing(id=1, name="Ask to restart, wait a day", position=1, steps=[{"deed": "answer", "what": "restart"}]),
    Thing(id=2, name="刷新后关闭", position=2, steps=[{"deed": "solve", "what": ""}]),
]
TEAM_QUEUES = (
    Queue(slug="sales", name="Sales and dealers", rules=(Rule(category=("dealer", "presales")),)),
    Queue(slug="vip", name="طلبات عاجلة", rules=(Rule(account=("7", "12"), address=("vip@*",)), Rule(tag=("vip",)))),
    Queue(slug="cards", name="Cards and networks"),
)


def desk() -> Thing:
    """The frame's part of the team."""
    queues = [
        QueueView(queue.slug, queue.name, "layers", count) for queue, count in zip(TEAM_QUEUES, (3, 0, 41), strict=True)
    ]
    views = [
        Thing(id=1, name="German, overdue", filter=TicketFilter(language=("de",)), is_shared=False, count=2),
        Thing(id=2, name="Incident 2026-11-24", filter=ASKED, is_shared=True, count=1000),
    ]
    return Thing(takes_tickets=True, held=[HeldAnswer(1043, 9, 8)], queues=queues, views=views, macro=0)


def changes() -> list[Change]:
    return [
        Change(examples.before(minutes=2), "Ben Ode", "answered", "Please switch the camera off and on once."),
        Change(examples.before(minutes=1), "刘志强", "wrote", "还是没有信号。"),
    ]


BUSY: dict[str, Any] = {
    **FILTERS,
    "columns": ("queue", "category", "account", "opened"),
    "desk": desk,
    "ticket": examples.ticket,
    "draft": lambda: Thing(text="Guten Tag, wir prüfen", revision=3, saved_at=examples.before(minutes=3)),
    "watchers": [Watcher(2, "Ben Ode", True), Watcher(3, "周敏", False)],
    "changes": changes,
    "macros": MACROS,
    "assignees": [(person.id, person.name) for person in PEOPLE],
    "snoozes": lambda: words.snoozes(timezone.now(), "Europe/Berlin"),
    "queue_choices": [(queue.slug, queue.name) for queue in TEAM_QUEUES],
}


def languages() -> list[tuple[str, str]]:
    """Each in the reader's language."""
    return [(code, words.language(code)) for code in ("en", "zh-hans", "es", "fr", "de", "pt", "ja", "ar")]


SET = {"may_arrange": True, "here": "queues", "desk": desk, "all_queues": TEAM_QUEUES, "languages": languages}
QUEUES: dict[str, Any] = {
    **SET,
    "tab": "queues",
    "shown": list(zip(TEAM_QUEUES, (3, 0, 41), strict=True)),
    "version": 4,
    "modes": words.MODES.items(),
    "categories": words.CATEGORIES.items(),
    "channels": CHANNELS.items(),
}


def team() -> list[Thing]:
    agent = Thing(languages=["de", "en"], skills=["apn"], queues=["cards"], most_open=6, takes_tickets=True)
    given = timezone.now() - timedelta(minutes=4)
    return [
        Thing(user=PEOPLE[0], agent=agent, is_online=True, open_count=3, last_given_at=given),
        Thing(user=PEOPLE[1], agent=None, is_online=False, open_count=0, last_given_at=None),
    ]


AGENTS: dict[str, Any] = {**SET, "tab": "agents", "team": team, "categories": words.CATEGORIES.items()}
KNOWN = [
    Thing(shortcut="restart", title="Restart the device", texts={"en": "Dear {name}", "ja": "{name}様"}),
    Thing(shortcut="apn", title="Set the APN", texts={"en": "Please set the APN."}),
]
ANSWERS: dict[str, Any] = {
    **SET, "tab": "answers", "known": KNOWN, "edited": KNOWN[0], "macros": MACROS, "steps": words.STEPS.items(),
}  # fmt: skip
NO_ANSWERS: dict[str, Any] = {**SET, "tab": "answers", "steps": words.STEPS.items()}
SUGGESTIONS = [
    Suggestion(shortcut="restart", title="Restart the device", language="de", text="Guten Tag, bitte …"),
    Suggestion(
        shortcut="card", title="About the card", language="en", text="{card}", trouble="This ticket has no {card}."
    ),
]
PREVIEW = Thing(
    macro=MACROS[0], steps=(Step("answer", "restart"), Step("snooze", "waits", 24)), answer=SUGGESTIONS[0], trouble=""
)


@transaction.non_atomic_requests
def _watchers(request: HttpRequest) -> HttpResponse:
    """What a page hears when it says that it is open."""
    return render(request, "staff/parts/watchers.html", {"watchers": BUSY["watchers"]})


@transaction.non_atomic_requests
def _suggestions(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "staff/parts/suggestions.html", {"suggestions": SUGGESTIONS})


@transaction.non_atomic_requests
def _preview(request: HttpRequest, number: int, macro: int) -> HttpResponse:
    return render(request, "staff/parts/macro_preview.html", {"preview": PREVIEW, "number": number, "key": "k"})


PARTS = (_watchers, _suggestions, _preview)
"""Pieces that scripts put into a page; they are looked at there."""


def stubs(nothing: Callable[..., HttpResponse]) -> list[URLPattern]:
    """The addresses that forms of these pages name."""
    return [
        *(path(f"tickets/<int:number>/{deed}/", nothing, name=f"ticket_{deed}") for deed in TICKET_DEEDS),
        *(path(f"{deed}/", nothing, name=deed) for deed in DEEDS),
        *(path(f"{deed}/<int:number>/", nothing, name=deed) for deed in NUMBERED),
        path("here/", _watchers, name="here"),
        path("tickets/<int:number>/macros/<int:macro>/", _preview, name="macro_preview"),
        path("tickets/<int:number>/canned/", _suggestions, name="ticket_canned"),
        path("tickets/<int:number>/macros/<int:macro>/do/", nothing, name="macro"),
    ]
