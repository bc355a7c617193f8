"""What staff do to cards: chosen, looked at before it is done, agreed to by a second person, and done by hand."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.kernel import clock
from simcare.kernel.errors import SimcareError
from simcare.operators import queries as operators
from simcare.operators.actions import ask_networks, report_done, settle_by_hand
from simcare.operators.queries import jobs
from simcare.operators.values.platforms import Function
from simcare.support.actions import remedies as actions
from simcare.support.actions.tickets import get_ticket
from simcare.support.errors import NoSuchRemedy
from simcare.support.queries import remedies
from simcare.web.staff.around import draw_page
from simcare.web.staff.card_jobs import job_of
from simcare.web.staff.door import back, deed, needs, page, staff, who
from simcare.web.staff.refusals import summary
from simcare.web.staff.remedies import tasks_of, wishes_of
from simcare.web.staff.remedy_words import REMEDIES
from simcare.web.staff.views.cards import get


@page
@needs(Deed.REMEDY)
def remedy(request: HttpRequest, iccid: str, function: str) -> HttpResponse:
    """What would happen, what it costs or risks, and the button that does it."""
    card, wanted, at = get(iccid), _function(function), clock.now()
    capabilities = operators.capabilities(card.platform)
    capabilities.check(wanted)
    number = request.GET.get("ticket", "")
    ticket = get_ticket(int(number)) if number.isdecimal() else None
    terms = remedies.terms_at(at)
    return draw_page(
        request,
        "remedy.html",
        here="cards",
        iccid=card.iccid,
        function=wanted.value,
        word=REMEDIES[wanted.value],
        ticket_number=ticket.id if ticket else "",
        key=uuid.uuid4().hex,
        by_hand="" if wanted in capabilities else capabilities.why_not(wanted),
        due_at=remedies.due_by_hand(at) if wanted not in capabilities else None,
        needs_reason=terms.needs_reason(wanted),
        needs_second=terms.needs_second(wanted, staff(request).role),
        text=remedies.text_for(card, ticket.language if ticket else card.account.language if card.account else "en"),
        imei=remedies.condition_of(card).imei,
        **_networks(card.id, wanted, is_called=wanted in capabilities),
    )


@deed
@needs(Deed.REMEDY)
def order(request: HttpRequest, iccid: str, function: str) -> HttpResponse:
    """Do it, or ask the second person."""
    card, told = get(iccid), request.POST
    number = told.get("ticket", "")
    wish = actions.Wish(
        card_id=card.id,
        function=_function(function),
        arguments=_arguments(_function(function), told),
        reason=told.get("reason", ""),
        ticket_id=int(number) if number.isdecimal() else None,
    )
    key = f"console:{told.get('key', '')}:{staff(request).id}"
    made = actions.want(wish=wish, key=key, role=staff(request).role, by=who(request), at=clock.now())
    said = _("A second person has to agree.") if made.waits_for_second else _("Ordered. The page follows by itself.")
    return _home(request, card.iccid, number, said)


@page
def tasks(request: HttpRequest) -> HttpResponse:
    """What people do by hand, what waits for a second person, and what was done lately."""
    waiting, ended = operators.list_by_hand(), operators.list_done_by_hand(20)
    numbers = remedies.tickets_of_commands([command.id for command in (*waiting, *ended)])
    return draw_page(
        request,
        "tasks.html",
        here="tasks",
        tasks=tasks_of(waiting, numbers),
        ended=tasks_of(ended, numbers),
        wishes=wishes_of(remedies.list_to_decide()),
        jobs=[job_of(each) for each in jobs.list_waiting_jobs()]
        + [job_of(each, by_hand=left) for each, left in jobs.list_jobs_by_hand()],
        may_decide=may(staff(request).role, Deed.APPROVE),
        my_name=who(request),
    )


@deed
@needs(Deed.REMEDY)
def done(request: HttpRequest, number: int) -> HttpResponse:
    """It is done by hand; reading back proves it."""
    report_done(command_id=number, note=request.POST.get("note", ""), by=who(request), at=clock.now())
    return back(request, _("Thank you. The card is being read back."))


@deed
@needs(Deed.REMEDY)
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """It can't be done; the reason is kept."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return back(request, _("Say why."))
    settle_by_hand(command_id=number, reason=reason, by=who(request), at=clock.now())
    return back(request, _("Given up; the ticket says why."))


@deed
@needs(Deed.APPROVE)
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """A second person agrees."""
    actions.approve(remedy_id=number, by=who(request), at=clock.now())
    return back(request, _("Ordered. The page follows by itself."))


@deed
@needs(Deed.APPROVE)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """A second person does not agree."""
    actions.refuse(remedy_id=number, reason=request.POST.get("reason", ""), by=who(request), at=clock.now())
    return back(request, _("Not agreed to; nothing was changed."))


def _function(name: str) -> Function:
    if name not in REMEDIES:
        raise NoSuchRemedy
    return Function(name)


def _arguments(function: Function, told: Mapping[str, str]) -> dict[str, str]:
    """What the deed needs beside the card."""
    match function:
        case Function.SEND_SMS:
            return {"message": told.get("message", "").strip()}
        case Function.LOCK_IMEI:
            return {"imei": "".join(filter(str.isdigit, told.get("imei", "")))}
        case Function.SWITCH_OPERATOR:
            network, _parted, imsi = told.get("network", "").partition("|")
            return {"network": network.strip(), "imsi": imsi.strip()}
    return {}


def _networks(card_id: int, function: Function, *, is_called: bool) -> dict[str, object]:
    """The networks to choose from, asked at the platform now; a platform that does not answer says so."""
    if function is not Function.SWITCH_OPERATOR or not is_called:
        return {}
    try:
        return {"networks": ask_networks(card_id=card_id)}
    except SimcareError as trouble:
        return {"networks": [], "trouble": summary(trouble)}


def _home(request: HttpRequest, iccid: str, number: str, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    address = reverse("staff:ticket", args=[number]) if number.isdecimal() else reverse("staff:card", args=[iccid])
    return redirect(address)
