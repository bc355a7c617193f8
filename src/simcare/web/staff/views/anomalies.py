"""Unusual traffic: the list, one of them looked into, and what people make of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.diagnosis.queries import verdicts
from simcare.kernel import clock
from simcare.support.actions.own_tickets import open_about_card
from simcare.usage.actions.anomalies import move
from simcare.usage.queries import found as queries
from simcare.usage.values import AnomalyState
from simcare.web.staff.anomaly_words import KINDS, STATES
from simcare.web.staff.around import PAGE, draw_page, next_page, offset_of
from simcare.web.staff.door import back, deed, needs, page, staff, who
from simcare.web.staff.from_anomalies import investigation_of, rows_of
from simcare.web.staff.from_records import deeds_on
from simcare.web.staff.from_verdicts import verdict_of
from simcare.web.staff.ticket_ways import ways_view


@page
def anomalies(request: HttpRequest) -> HttpResponse:
    """What is open, or what was; of one kind, or of the cards whose ICCID has these digits."""
    asked, first = request.GET, offset_of(request)
    state = asked.get("state", AnomalyState.OPEN.value)
    found = queries.list_anomalies(
        state=state, kind=asked.get("kind", ""), iccid="".join(filter(str.isalnum, asked.get("q", "")))[:20]
    )
    rows = rows_of(found[first : first + PAGE])
    return draw_page(
        request,
        "anomalies.html",
        anomalies=rows,
        states=[("", _("Any")), *((code, word.text) for code, word in STATES.items())],
        kinds=[("", _("Any")), *((code, word.text) for code, word in KINDS.items())],
        chosen={"state": state, "kind": asked.get("kind", ""), "q": asked.get("q", "")},
        next_page=next_page(request, len(rows)),
        here="anomalies",
    )


@page
def anomaly(request: HttpRequest, number: int) -> HttpResponse:
    """One of them with all that is known: the curve, the figures, the cost, who may be liable, what can be done."""
    found = queries.investigate(number, clock.now())
    card = found.anomaly.card
    latest = verdicts.find_latest(card.id)
    return draw_page(
        request,
        "anomaly.html",
        view=investigation_of(found),
        verdict=verdict_of(latest) if latest else None,
        ways=ways_view(card, latest, staff(request).role),
        deeds=deeds_on(f"anomaly:{number}"),
        here="anomalies",
    )


@deed
@needs(Deed.JUDGE)
def anomaly_move(request: HttpRequest, number: int) -> HttpResponse:
    """It is looked at, closed, or open again."""
    state = request.POST.get("state", "")
    if state not in STATES:
        return back(request, _("There is no such state."))
    note = request.POST.get("note", "")
    move(anomaly_id=number, state=AnomalyState(state), note=note, by=who(request), at=clock.now())
    return back(request, _("Noted."))


@deed
@needs(Deed.ANSWER)
def anomaly_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """A ticket of ours about the card, which says what was seen."""
    found, at = queries.get_anomaly(number), clock.now()
    kind = str(KINDS[found.kind].text)
    ticket = open_about_card(
        card_id=found.card_id,
        category="usage",
        subject=f"{kind}: {found.card.iccid}",
        note=request.POST.get("note", "").strip() or kind,
        by=who(request),
        at=at,
    )
    if found.state == AnomalyState.OPEN:
        move(anomaly_id=number, state=AnomalyState.ACKNOWLEDGED, note=f"#{ticket.id}", by=who(request), at=at)
    return redirect("staff:ticket", ticket.id)
