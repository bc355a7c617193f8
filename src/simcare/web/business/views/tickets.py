"""Tickets: what the account has asked and how it stands, one with what was said, a new one, and more words on one."""

import re
from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import MemberDeed
from simcare.kernel import clock, limits
from simcare.kernel.errors import SimcareError
from simcare.support.flows import asking
from simcare.support.queries import customers
from simcare.support.queries.customers import SHOWN_STATES
from simcare.web.business.door import Visitor, deed, needs, page, visitor
from simcare.web.business.errors import AskedNothing, NamedMany, WroteOften
from simcare.web.business.frame import draw_page
from simcare.web.business.from_tickets import rows_of, ticket_of
from simcare.web.business.records import Request
from simcare.web.staff.around import page_behind
from simcare.web.staff.from_fleet import choices
from simcare.web.staff.refusals import said
from simcare.web.staff.words import TICKET_STATES_TO_CUSTOMERS

CHANNEL: Final = "portal"
SIZE: Final = 30
MOST_CARDS: Final = 100
LONGEST_SUBJECT: Final = 200
LONGEST_TEXT: Final = 20_000
ONCE_CHARACTERS: Final = 32
MESSAGES_AN_HOUR: Final = 120
"""Of one account: each may be answered by mail, and each is read by a person."""


@page
def tickets(request: HttpRequest) -> HttpResponse:
    """The account's tickets, the newest first."""
    who, before = visitor(request), request.GET.get("before", "")
    state = request.GET.get("state", "")
    lines = customers.page_of_account(
        who.account_id,
        state=state if state in SHOWN_STATES else "",
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
        size=SIZE + 1,
    )
    return draw_page(
        request,
        "tickets.html",
        tickets=rows_of(who.account_id, lines[:SIZE]),
        states=choices(((each, TICKET_STATES_TO_CUSTOMERS[each].text) for each in SHOWN_STATES), state),
        is_narrowed=bool(state or before),
        may_ask=who.may(MemberDeed.ASK),
        next_page=page_behind(request, str(lines[SIZE - 1].id) if len(lines) > SIZE else "", "before"),
        here="tickets",
    )


@page
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """One ticket with what was said between the account and the desk; a merged one leads to the one it is part of."""
    found = customers.get_ticket_of(visitor(request).account_id, number)
    return redirect("business:ticket", found.id) if found.id != number else _draw_ticket(request, number)


@page
@needs(MemberDeed.ASK)
def ticket_new(request: HttpRequest) -> HttpResponse:
    """A request to write, about a card where one is named."""
    return _draw_request(request, Request(iccids=request.GET.get("card", "")[:20]))


@deed
@needs(MemberDeed.ASK)
def ticket_open(request: HttpRequest) -> HttpResponse:
    """A new ticket of the account; refused words stand in the form again."""
    who, told = visitor(request), request.POST
    if _was_sent(who, told):
        return redirect("business:tickets")
    wanted = Request(told.get("subject", "").strip(), told.get("text", "").strip(), told.get("iccids", ""))
    try:
        number = _open(who, wanted)
    except SimcareError as refusal:
        return _draw_request(
            request, Request(wanted.subject, wanted.text, wanted.iccids, said(refusal)), refusal.status
        )
    messages.success(request, _("Your request is with us. Answers stand here, and come by mail."))
    return redirect("business:ticket", number)


@deed
@needs(MemberDeed.ASK)
def ticket_say(request: HttpRequest, number: int) -> HttpResponse:
    """More words on a ticket, as by mail: a solved one is open again. Refused words stand in the form again."""
    who, text = visitor(request), request.POST.get("text", "").strip()
    customers.get_ticket_of(who.account_id, number)
    if _was_sent(who, request.POST):
        return redirect("business:ticket", number)
    try:
        _check(who, text)
        found = asking.ask_on(
            account_id=who.account_id,
            number=number,
            email=who.user.email,
            text=text,
            by=who.user.email,
            at=clock.now(),
        )
    except SimcareError as refusal:
        return _draw_ticket(request, number, Request(text=text, refusal=said(refusal)), refusal.status)
    return redirect("business:ticket", found.id)


def _open(who: Visitor, wanted: Request) -> int:
    if not wanted.subject or len(wanted.subject) > LONGEST_SUBJECT:
        raise AskedNothing
    _check(who, wanted.text)
    iccids = [each.upper() for each in re.split(r"[\s,;]+", wanted.iccids) if each]
    if len(iccids) > MOST_CARDS:
        raise NamedMany
    opened = asking.ask(
        account_id=who.account_id,
        email=who.user.email,
        subject=wanted.subject,
        text=wanted.text,
        iccids=iccids,
        channel=CHANNEL,
        by=who.user.email,
        at=clock.now(),
    )
    return opened.id


def _was_sent(who: Visitor, told: QueryDict) -> bool:
    """Whether this drawing of the form came before: somebody pressed twice, or the answer was lost on its way."""
    once = told.get("once", "")[:ONCE_CHARACTERS]
    return bool(once) and limits.count(f"sent:{who.account_id}:{once}", within=timedelta(days=1), at=clock.now()) > 1


def _check(who: Visitor, text: str) -> None:
    if not text or len(text) > LONGEST_TEXT:
        raise AskedNothing
    if limits.count(f"ask:{who.account_id}", within=timedelta(hours=1), at=clock.now()) > MESSAGES_AN_HOUR:
        raise WroteOften


def _draw_request(request: HttpRequest, wanted: Request, status: int = 200) -> HttpResponse:
    answer = draw_page(request, "ticket_new.html", wanted=wanted, here="tickets")
    answer.status_code = status
    return answer


def _draw_ticket(request: HttpRequest, number: int, wanted: Request | None = None, status: int = 200) -> HttpResponse:
    who = visitor(request)
    shown = ticket_of(who.account_id, customers.get_ticket_of(who.account_id, number))
    answer = draw_page(
        request,
        "ticket.html",
        ticket=shown,
        wanted=wanted or Request(),
        may_ask=who.may(MemberDeed.ASK) and shown.is_open_to_words,
        here="tickets",
    )
    answer.status_code = status
    return answer
