"""Work on the account's cards: suspend or resume one or all that match, seen before, followed live, given back."""

import uuid
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import MemberDeed
from simcare.kernel import clock
from simcare.operators import actions
from simcare.operators.errors import JobImpossible
from simcare.operators.queries import jobs as queries
from simcare.operators.values.jobs import JobWish
from simcare.operators.values.platforms import Function
from simcare.support.queries.remedies import due_by_hand
from simcare.web.business.door import back, deed, needs, page, visitor
from simcare.web.business.frame import draw_page
from simcare.web.business.from_cards import asked_of, filters_of
from simcare.web.staff.card_jobs import cards_of, job_in_full, job_of, outlook_of
from simcare.web.staff.job_words import RESULTS
from simcare.web.staff.remedy_words import REMEDIES
from simcare.web.staff.views.card_jobs import count_confirmed

FUNCTIONS: Final = (Function.SUSPEND, Function.RESUME, Function.RESET_SESSION, Function.LOCK_IMEI, Function.UNLOCK_IMEI)
"""What an account may want of its cards; texts and readings are the provider's."""
ACTOR: Final = "customer"
MOST_SHOWN: Final = 100
MOST_CHOSEN: Final = 200


@page
def jobs(request: HttpRequest) -> HttpResponse:
    """What runs, what waits for a second person, and what ran."""
    return draw_page(request, "jobs.html", jobs=[job_of(each) for each in queries.list_jobs()], here="jobs")


@page
@needs(MemberDeed.CHANGE_CARDS)
def job_new(request: HttpRequest) -> HttpResponse:
    """What can be done to the chosen cards, and what the chosen deed would do; nothing happens yet."""
    wish, at = _wish(request, request.GET.get("function", Function.SUSPEND)), clock.now()
    kept = [("card", str(number)) for number in wish.card_ids or ()]
    if wish.card_ids is None:
        kept = [("all", "1"), *asked_of(wish.filters).items()]
    return draw_page(
        request,
        "job_new.html",
        seen=outlook_of(wish.function, queries.outlook(wish, at), due_by_hand(at)),
        kept=kept,
        deeds=[(each.value, REMEDIES[each].name, each is wish.function) for each in FUNCTIONS],
        key=uuid.uuid4().hex,
        here="jobs",
    )


@deed
@needs(MemberDeed.CHANGE_CARDS)
def job_begin(request: HttpRequest) -> HttpResponse:
    """Begin it, or ask a second person. The number of cards was typed, so that nobody means fewer than are hit."""
    told, who = request.POST, visitor(request)
    job = actions.begin_job(
        wish=_wish(request, told.get("function", "")),
        most=count_confirmed(told),
        key=f"portal:{told.get('key', '')[:64]}:{who.user.id}",
        actor=ACTOR,
        by=who.user.email,
        at=clock.now(),
    )
    return redirect("business:job", job.id)


@page
def job(request: HttpRequest, number: int) -> HttpResponse:
    """How far one is, how many of each result, and the cards of the result that is chosen."""
    who, found, counts = visitor(request), queries.get_job(number), queries.count_results(number)
    shown = request.GET.get("show", "")
    shown = shown if shown in RESULTS else "failed" if counts["failed"] else ""
    after = request.GET.get("after", "")
    rows = queries.rows_of(number, shown, after_card=int(after) if after.isdecimal() else 0, limit=MOST_SHOWN)
    may_change, is_mine = who.may(MemberDeed.CHANGE_CARDS), found.ordered_by == who.user.email
    view = job_in_full(found, counts, may_change=may_change)
    return draw_page(
        request,
        "job.html",
        job=view,
        rows=cards_of(rows),
        shown=shown,
        next_after=rows[-1].card_id if len(rows) == MOST_SHOWN else "",
        may_decide=may_change and not is_mine,
        may_take_back=may_change and is_mine,
        here="jobs",
    )


@deed
@needs(MemberDeed.CHANGE_CARDS)
def job_stop(request: HttpRequest, number: int) -> HttpResponse:
    """Send nothing more."""
    actions.stop_job(job_id=number, by=visitor(request).user.email, at=clock.now())
    return back(request, _("It stops. What was sent is still read back."))


@deed
@needs(MemberDeed.CHANGE_CARDS)
def job_retry(request: HttpRequest, number: int) -> HttpResponse:
    """Try again what failed."""
    by = visitor(request).user.email
    return redirect("business:job", actions.retry_job(job_id=number, actor=ACTOR, by=by, at=clock.now()).id)


@deed
@needs(MemberDeed.CHANGE_CARDS)
def job_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Give the cards back what they had."""
    by = visitor(request).user.email
    return redirect("business:job", actions.undo_job(job_id=number, actor=ACTOR, by=by, at=clock.now()).id)


@deed
@needs(MemberDeed.CHANGE_CARDS)
def job_approve(request: HttpRequest, number: int) -> HttpResponse:
    """A second person of the account agrees."""
    actions.approve_job(job_id=number, by=visitor(request).user.email, at=clock.now())
    return back(request, _("It begins. The page follows by itself."))


@deed
@needs(MemberDeed.CHANGE_CARDS)
def job_refuse(request: HttpRequest, number: int) -> HttpResponse:
    """A second person does not agree, or who wanted it takes it back."""
    reason = request.POST.get("reason", "")
    actions.refuse_job(job_id=number, reason=reason, by=visitor(request).user.email, at=clock.now())
    return back(request, _("Not agreed to; nothing was changed."))


def _wish(request: HttpRequest, function: str) -> JobWish:
    told = request.POST if request.method == "POST" else request.GET
    if function not in FUNCTIONS:
        raise JobImpossible("Choose what to do.")
    account_id = visitor(request).account_id
    chosen = tuple(int(number) for number in told.getlist("card")[:MOST_CHOSEN] if number.isdecimal())
    if not (chosen or told.get("all")):
        raise JobImpossible("No card is chosen.")
    return JobWish(
        function=Function(function),
        card_ids=None if told.get("all") else chosen,
        filters=filters_of(told, account_id),
        account_id=account_id,
        reason=told.get("reason", "")[:300],
    )
