"""The inbox, a ticket in it, and what staff do with a ticket."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.diagnosis.actions import correct
from simcare.diagnosis.queries.evidence import seen_of
from simcare.kernel import clock
from simcare.kernel.asking import reading_ahead
from simcare.support.actions import tickets as actions
from simcare.support.actions.cards import keep_verdict
from simcare.support.queries import children, lists, tickets
from simcare.support.queries.filters import TicketFilter
from simcare.web.staff.ahead import ask_card, ask_frame, ask_list, ask_ticket
from simcare.web.staff.around import draw_page, page_behind, queues_for, stream_url
from simcare.web.staff.diagnosis_words import check_choices
from simcare.web.staff.door import back, deed, instant, needs, page, staff, who
from simcare.web.staff.frame import LIABLE_WORDS, LINK_WORDS, draw
from simcare.web.staff.from_cards import with_evidence
from simcare.web.staff.from_structure import structure_of
from simcare.web.staff.from_tickets import row_of, ticket_of
from simcare.web.staff.pages import TicketView
from simcare.web.staff.sharing import around_list, names_of, people_of, queue_names, writing_on
from simcare.web.staff.ticket_ways import around_ticket


@page
def inbox(request: HttpRequest) -> HttpResponse:
    """The list of a view, no ticket open; the list alone for a ticket's page, which comes without it."""
    asked, after = TicketFilter.read(request.GET), request.GET.get("after", "")
    with reading_ahead(*ask_frame(request), *ask_list(request, asked, after)):
        if request.headers.get("HX-Target") == "list":
            return draw(request, "parts/list_pane.html", _list(request, asked, after))
        return draw_page(request, "inbox.html", **_list(request, asked, after))


@page
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """A ticket; the list beside it follows. `?card=` chooses among several cards."""
    around = [] if _wants_ticket_alone(request) else ask_frame(request)
    with reading_ahead(*around, *ask_ticket(request, number)):
        return _ticket(request, number)


def _ticket(request: HttpRequest, number: int) -> HttpResponse:
    earlier, at = request.GET.get("before", ""), instant(request)
    whole = tickets.get_view(number, before=earlier, limit=tickets.TIMELINE)
    if whole.ticket.id != number:
        return redirect("staff:ticket", whole.ticket.id)
    names, to = names_of(people_of(request)), request.GET.get("to", "")
    around = structure_of(
        whole, chosen=int(to) if to.isdecimal() and len(to) < 19 else 0, at=at, colleagues=names.values()
    )
    shown = ticket_of(whole, names, queue_names(request), around)
    asked = TicketFilter.read(request.GET)
    told: dict[str, object] = {
        "view": asked.view,
        "filter": asked,
        "ticket": shown,
        "earlier_page": page_behind(request, shown.earlier_place, "before"),
        **_card_in(request, shown, whole),
        "checks": check_choices(get_language() or "en"),
        "key": uuid.uuid4().hex,
        **writing_on(request, number),
    }
    if _wants_ticket_alone(request):
        return draw(request, "ticket_alone.html", told | {"liable_words": LIABLE_WORDS, "link_words": LINK_WORDS})
    return draw_page(request, "inbox.html", **told, list_url=f"{reverse('staff:inbox')}?{asked.query()}")


@page
def stream_pass(request: HttpRequest) -> HttpResponse:
    """A new pass to the live stream, for a page that stands longer than its first one."""
    return JsonResponse({"url": stream_url(request)})


@deed
@needs(Deed.ANSWER)
def take(request: HttpRequest, number: int) -> HttpResponse:
    """The ticket is mine from now on."""
    actions.assign(ticket_id=number, assignee_id=staff(request).id, by=who(request), at=clock.now())
    return back(request, _("It is yours."))


@deed
@needs(Deed.ANSWER)
def solve(request: HttpRequest, number: int) -> HttpResponse:
    """The matter is settled."""
    actions.solve(ticket_id=number, by=who(request), at=clock.now())
    if unsolved := children.count_children(number)[1]:
        messages.success(request, _("Solved. Its children wait: %(n)s") % {"n": unsolved})
        return redirect(f"{reverse('staff:ticket_children', args=[number])}?known=over")
    return back(request, _("Solved. A new message opens it again."))


@deed
@needs(Deed.ANSWER)
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take it up again."""
    actions.reopen(ticket_id=number, by=who(request), at=clock.now())
    return back(request, _("Open again; the next response is promised."))


@deed
@needs(Deed.JUDGE)
def correct_verdict(request: HttpRequest, number: int) -> HttpResponse:
    """A person knows better; the ticket shows the corrected verdict."""
    at = clock.now()
    right = correct(
        verdict_id=number,
        code=request.POST.get("code", ""),
        party=request.POST.get("liable", ""),
        reason=request.POST.get("reason", ""),
        by=who(request),
        at=at,
    )
    if ticket_id := _number(request, "ticket"):
        whole = tickets.get_view(ticket_id)
        for named in whole.cards:
            if named.verdict_id == number:
                keep_verdict(ticket=whole.ticket, ticket_card=named, verdict=right, at=at)
    return back(request, _("Corrected. The rules' verdict stays in the history."))


def _wants_ticket_alone(request: HttpRequest) -> bool:
    """A click in the list takes the ticket from this page and leaves everything around it as it stands."""
    return request.headers.get("HX-Target") == "ticket" or ("HX-Request" in request.headers and "before" in request.GET)


def _list(request: HttpRequest, asked: TicketFilter, after: str) -> dict[str, object]:
    queue = next(queue for queue in queues_for(request) if queue.slug == asked.view)
    found = lists.list_tickets(asked, at=instant(request), after=after, user_id=staff(request).id)
    return {
        "view": asked.view,
        "filter": asked,
        "queue": queue,
        **around_list(request, asked),
        "rows": [row_of(line) for line in found.lines],
        "next_page": page_behind(request, found.next_place),
    }


def _card_in(request: HttpRequest, shown: TicketView, whole: tickets.TicketView) -> dict[str, object]:
    """The card named in the address, else the first: what its platform last said, and what can be done about it."""
    iccid, at = request.GET.get("card", ""), instant(request)
    place = next((at for at, card in enumerate(shown.cards) if card.iccid == iccid), 0)
    card = whole.cards[place].card if whole.cards else None
    with reading_ahead(*(ask_card(card, at) if card else ())):
        view = shown.cards[place] if shown.cards else None
        if view and card:
            view = with_evidence(view, seen_of(card.id, at=at))
        return {"card": view, **around_ticket(whole, iccid, staff(request).role, at)}


def _number(request: HttpRequest, name: str) -> int | None:
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 19 else None
