"""The frame around every page of the console: side bar, menu, keys; and the one way a page is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from simcare.web.staff import words
from simcare.web.staff.pages import QueueView

LINK_WORDS = tuple(words.LINKS.items())
LIABLE_WORDS = tuple((code, word.text) for code, word in words.LIABLE.items() if code != "none")


@dataclass(frozen=True)
class Place:
    """An entry of the side bar below the inbox."""

    slug: str
    name: str | Promise
    icon: str
    count: int = 0
    is_urgent: bool = False

    @property
    def url(self) -> str:
        return _url_of(self.slug)


@cache
def _url_of(slug: str) -> str:
    return reverse(f"staff:{slug}")


@dataclass(frozen=True)
class Me:
    """Who is signed in."""

    name: str
    role: str
    uses_keys: bool = True
    sees_team: bool = False
    id: int = 0
    unread_count: int = 0
    looked_at_by: str = ""
    """The colleague who looks at this desk, who changes nothing; empty when it is one's own."""


def places(quarantined_count: int, *, sees_team: bool = False, task_count: int = 0) -> tuple[Place, ...]:
    """The records behind the inbox; what failed is counted in red."""
    team = (Place("team", _("Team"), "users-round"),) if sees_team else ()
    floor = (Place("supervision", _("The floor"), "activity"),) if sees_team else ()
    return (
        *floor,
        Place("tasks", _("Tasks"), "list", task_count, task_count > 0),
        Place("cards", _("Cards"), "smartphone"),
        Place("incidents", _("Incidents"), "radio-tower"),
        Place("anomalies", _("Unusual traffic"), "activity"),
        Place("accounts", _("Accounts"), "building-2"),
        Place("quality", _("Quality"), "target"),
        Place("queues", _("Set-up"), "users"),
        Place("works", _("Bulk work"), "list-checks"),
        Place("policies", _("Policies"), "scale"),
        Place("quarantine", _("Quarantine"), "shield-alert", quarantined_count, quarantined_count > 0),
        Place("senders", _("Blocked senders"), "ban"),
        Place("mail", _("Mail"), "mail-check"),
        Place("audit", _("Audit"), "scroll-text"),
        *team,
    )


def around(
    *,
    me: Me,
    queues: Sequence[QueueView],
    quarantined_count: int,
    task_count: int = 0,
    theme: str = "",
    stream_url: str = "",
) -> dict[str, object]:
    """What every page's template needs beside its own values."""
    return {
        "me": me,
        "queues": queues,
        "places": places(quarantined_count, sees_team=me.sees_team, task_count=task_count),
        "liable_words": LIABLE_WORDS,
        "link_words": LINK_WORDS,
        "theme": theme if theme in ("light", "dark") else "",
        "stream_url": stream_url,
    }


def draw(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """The page as HTML; `HX-Request` is no different, but for a ticket alone: htmx selects its part of the page."""
    return render(request, f"staff/{template}", context)
