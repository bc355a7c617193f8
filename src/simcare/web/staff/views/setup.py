"""How the desk is set up for its team: queues, what each person can do, canned answers and macros."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may, require
from simcare.kernel import clock
from simcare.support.actions import agents as people
from simcare.support.actions import canned
from simcare.support.actions.queues import arrange
from simcare.support.actions.setting_up import macro_steps, queue_from
from simcare.support.queries.canned import list_canned, list_macros
from simcare.support.queries.queues import count_queues, queues_at
from simcare.support.queries.team import list_team
from simcare.web.staff import share_words as words
from simcare.web.staff.around import draw_page
from simcare.web.staff.code_words import CHANNELS
from simcare.web.staff.door import back, deed, needs, page, staff, who

LANGUAGES = ("en", "zh-hans", "es", "fr", "de", "pt", "ja", "ar")


@page
def queues(request: HttpRequest) -> HttpResponse:
    """The queues in their order, with what waits in each."""
    at = clock.now()
    found = queues_at(at)
    counts = count_queues(found, at=at)
    return draw_page(
        request,
        "desk_queues.html",
        **_common(request, "queues"),
        shown=[(queue, counts[queue.slug]) for queue in found.queues],
        version=found.version,
        modes=words.MODES.items(),
        categories=words.CATEGORIES.items(),
        channels=CHANNELS.items(),
        languages=[(code, words.language(code)) for code in LANGUAGES],
    )


@deed
@needs(Deed.ARRANGE)
def save_queues(request: HttpRequest) -> HttpResponse:
    """These queues, in this order, from now on."""
    told = request.POST
    named = [queue_from(_told(told, _FIELDS, row), _rules(told, row)) for row in told.getlist("row")]
    order = [int(place) if place.isdecimal() else 99 for place in told.getlist("place")]
    kept = [queue for _place, queue in sorted(zip(order, named, strict=True), key=lambda one: one[0]) if queue.name]
    arrange(queues=kept, source=f"arranged by {who(request)}", by=who(request), at=clock.now())
    return back(request, _("The queues hold from now on; tickets that wait stay where they are."))


@page
def agents(request: HttpRequest) -> HttpResponse:
    """The team: who is there, what each can do and has."""
    at = clock.now()
    return draw_page(
        request,
        "desk_agents.html",
        **_common(request, "agents"),
        team=list_team(at=at),
        all_queues=queues_at(at).queues,
        categories=words.CATEGORIES.items(),
        languages=[(code, words.language(code)) for code in LANGUAGES],
    )


@deed
def save_agent(request: HttpRequest, number: int) -> HttpResponse:
    """What a person speaks and knows: said by that person, or by who arranges the desk."""
    if number != staff(request).id:
        require(staff(request).role, Deed.ARRANGE)
    limit = request.POST.get("most_open", "")
    people.describe(
        user_id=number,
        languages=_chosen(request, "language"),
        skills=_chosen(request, "skill"),
        queues=_chosen(request, "queue"),
        most_open=int(limit) if limit.isdecimal() and len(limit) < 6 else -1,
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Saved."))


@page
def answers(request: HttpRequest) -> HttpResponse:
    """Canned answers in every language, and macros; `?edit=` opens one."""
    known = list_canned()
    asked = request.GET.get("edit", "")
    return draw_page(
        request,
        "desk_answers.html",
        **_common(request, "answers"),
        known=known,
        edited=next((one for one in known if one.shortcut == asked), None),
        macros=list_macros(),
        languages=[(code, words.language(code)) for code in LANGUAGES],
        steps=words.STEPS.items(),
        all_queues=queues_at(clock.now()).queues,
    )


@deed
@needs(Deed.ARRANGE)
def save_answer(request: HttpRequest) -> HttpResponse:
    """Keep words for answers."""
    canned.keep_canned(
        shortcut=request.POST.get("shortcut", "").strip().lstrip("/"),
        title=request.POST.get("title", ""),
        texts={code: request.POST.get(f"text-{code}", "") for code in LANGUAGES},
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Saved."))


@deed
@needs(Deed.ARRANGE)
def drop_answer(request: HttpRequest) -> HttpResponse:
    """Nobody needs it any more."""
    canned.drop_canned(shortcut=request.POST.get("shortcut", ""), by=who(request), at=clock.now())
    return back(request, _("Removed."))


@deed
@needs(Deed.ARRANGE)
def save_macro(request: HttpRequest) -> HttpResponse:
    """Keep a macro under its name."""
    place = request.POST.get("position", "")
    canned.keep_macro(
        name=request.POST.get("name", ""),
        position=int(place) if place.isdecimal() and len(place) < 5 else 99,
        steps=macro_steps({name: request.POST.get(name, "") for name in (*words.STEPS, "hours")}),
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Saved."))


@deed
@needs(Deed.ARRANGE)
def drop_macro(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody needs it any more."""
    canned.drop_macro(macro_id=number, by=who(request), at=clock.now())
    return back(request, _("Removed."))


def _rules(told: QueryDict, row: str) -> list[dict[str, list[str]]]:
    """The first rule of a queue stands under the queue's own row, each further one behind it."""
    return [_told(told, _RULE, f"{row}{part}") for part in ("", *told.getlist(f"rule-{row}"))]


def _told(told: QueryDict, names: tuple[str, ...], at: str) -> dict[str, list[str]]:
    return {name: told.getlist(f"{name}-{at}") for name in names}


_FIELDS = ("slug", "name", "mode", "minutes", "first")
_RULE = ("category", "language", "account", "channel", "address", "tag")


def _common(request: HttpRequest, tab: str) -> dict[str, object]:
    return {"here": "queues", "tab": tab, "may_arrange": may(staff(request).role, Deed.ARRANGE)}


def _chosen(request: HttpRequest, name: str) -> Sequence[str]:
    return [one for one in request.POST.getlist(name) if 0 < len(one) <= 40][:50]
