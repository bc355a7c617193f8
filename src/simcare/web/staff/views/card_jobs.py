"""Work on many cards at their operators: what it would do, then how far it is and what came of each card."""

import uuid

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.cards.errors import EditImpossible
from simcare.kernel import clock
from simcare.kernel.sheets import write_table
from simcare.operators import actions
from simcare.operators.actions.by_hand import give_up_job, report_job_done
from simcare.operators.errors import JobImpossible
from simcare.operators.queries import jobs as queries
from simcare.operators.values.jobs import JobWish
from simcare.operators.values.platforms import Function
from simcare.support.queries.remedies import due_by_hand
from simcare.web.staff.around import draw_page
from simcare.web.staff.card_jobs import cards_of, job_in_full, job_of, outlook_of
from simcare.web.staff.door import back, deed, needs, page, proven, staff, who
from simcare.web.staff.from_fleet import filters_of, query_of
from simcare.web.staff.from_records import deeds_on
from simcare.web.staff.job_words import RESULTS
from simcare.web.staff.remedy_words import REMEDIES
from simcare.web.staff.views.edits import chosen
from simcare.web.staff.views.imports import download

SHOWN = 100
AT_ONCE = 2_000
"""Rows of a file that are read together."""


@page
@needs(Deed.REMEDY)
def jobs(request: HttpRequest) -> HttpResponse:
    """What runs, what waits, and what ran."""
    return draw_page(request, "card_jobs.html", jobs=[job_of(each) for each in queries.list_jobs()], here="cards")


@page
@needs(Deed.REMEDY)
def job_new(request: HttpRequest) -> HttpResponse:
    """What can be done to the chosen cards, and what the chosen deed would do; nothing happens yet."""
    function = request.GET.get("function", Function.SUSPEND)
    wish, at = _wish(request, function), clock.now()
    seen = queries.outlook(wish, at)
    kept = [("card", str(number)) for number in wish.card_ids or ()]
    if wish.card_ids is None:
        kept = [("all", "1"), *query_of(wish.filters).items()]
    return draw_page(
        request,
        "card_job_new.html",
        seen=outlook_of(wish.function, seen, due_by_hand(at)),
        kept=kept,
        deeds=[(each.value, REMEDIES[each].name, each is wish.function) for each in queries.JOBS],
        key=uuid.uuid4().hex,
        here="cards",
    )


@deed
@needs(Deed.REMEDY)
@proven
def job_begin(request: HttpRequest) -> HttpResponse:
    """Begin it, or ask the second person. The number of cards was typed, so that nobody means fewer than he hits."""
    told = request.POST
    count = count_confirmed(told)
    job = actions.begin_job(
        wish=_wish(request, told.get("function", "")),
        most=count,
        key=f"console:{told.get('key', '')[:64]}:{staff(request).id}",
        by=who(request),
        at=clock.now(),
    )
    return redirect("staff:job", job.id)


@page
@needs(Deed.REMEDY)
def job(request: HttpRequest, number: int) -> HttpResponse:
    """How far one is, how many of each result, and the cards of the result that is chosen."""
    found, counts = queries.get_job(number), queries.count_results(number)
    shown = request.GET.get("show", "")
    shown = shown if shown in RESULTS else "failed" if counts["failed"] else ""
    after = request.GET.get("after", "")
    rows = queries.rows_of(number, shown, after_card=int(after) if after.isdecimal() else 0, limit=SHOWN)
    view = job_in_full(found, counts)
    return draw_page(
        request,
        "card_job.html",
        job=view,
        rows=cards_of(rows),
        shown=shown,
        next_after=rows[-1].card_id if len(rows) == SHOWN else "",
        may_decide=may(staff(request).role, Deed.APPROVE) and found.ordered_by != who(request),
        is_mine=found.ordered_by == who(request),
        deeds=deeds_on(found.subject),
        here="cards",
    )


@page
@needs(Deed.REMEDY)
def job_cards(request: HttpRequest, number: int) -> HttpResponse:
    """Every card of a job with its result and reason, as a file."""
    rows, after = [], 0
    while found := queries.rows_of(queries.get_job(number).id, after_card=after, limit=AT_ONCE):
        after = found[-1].card_id
        rows += [(one.iccid, one.account, str(RESULTS[one.state].text), one.why) for one in cards_of(found)]
    head = ["ICCID", _("Account"), _("Result"), _("Reason")]
    return download(b"".join(write_table("csv", head, rows)), "csv", f"cards-of-work-{number}.csv")


@deed
@needs(Deed.REMEDY)
def job_stop(request: HttpRequest, number: int) -> HttpResponse:
    """Send nothing more."""
    actions.stop_job(job_id=number, by=who(request), at=clock.now())
    return back(request, _("It stops. What was sent is still read back."))


@deed
@needs(Deed.REMEDY)
@proven
def job_retry(request: HttpRequest, number: int) -> HttpResponse:
    """Try again what failed."""
    return redirect("staff:job", actions.retry_job(job_id=number, by=who(request), at=clock.now()).id)


@deed
@needs(Deed.REMEDY)
@proven
def job_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Give the cards back what they had."""
    return redirect("staff:job", actions.undo_job(job_id=number, by=who(request), at=clock.now()).id)


@deed
@needs(Deed.APPROVE)
@proven
def job_approve(request: HttpRequest, number: int) -> HttpResponse:
    """A second person agrees."""
    actions.approve_job(job_id=number, by=who(request), at=clock.now())
    return back(request, _("It begins. The page follows by itself."))


@deed
@needs(Deed.REMEDY)
def job_refuse(request: HttpRequest, number: int) -> HttpResponse:
    """A second person does not agree, or who wanted it takes it back."""
    if queries.get_job(number).ordered_by != who(request) and not may(staff(request).role, Deed.APPROVE):
        raise JobImpossible("Only who wanted it, or a supervisor, takes it back.")
    actions.refuse_job(job_id=number, reason=request.POST.get("reason", ""), by=who(request), at=clock.now())
    return back(request, _("Not agreed to; nothing was changed."))


@deed
@needs(Deed.REMEDY)
def job_done(request: HttpRequest, number: int) -> HttpResponse:
    """What waits for people is done; reading back proves it."""
    report_job_done(job_id=number, by=who(request), at=clock.now())
    return back(request, _("Thank you. The cards are being read back."))


@deed
@needs(Deed.REMEDY)
def job_give_up(request: HttpRequest, number: int) -> HttpResponse:
    """It can't be done; the reason is kept."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return back(request, _("Say why."))
    give_up_job(job_id=number, reason=reason, by=who(request), at=clock.now())
    return back(request, _("Given up; every card says why."))


def _wish(request: HttpRequest, function: str) -> JobWish:
    told = request.POST if request.method == "POST" else request.GET
    if function not in queries.JOBS:
        raise JobImpossible("Choose what to do.")
    try:
        card_ids = chosen(told.getlist("card"), told.get("all", ""))
    except EditImpossible as refusal:
        raise JobImpossible("Choose some cards first.") from refusal
    message = told.get("message", "").strip()
    return JobWish(
        function=Function(function),
        arguments={"message": message} if function == Function.SEND_SMS and message else {},
        card_ids=None if card_ids is None else tuple(card_ids),
        filters=filters_of(told),
        reason=told.get("reason", "")[:300],
    )


def count_confirmed(told: QueryDict) -> int:
    """How many cards were meant, when just so many were typed. Raises JobImpossible."""
    count = _count(told.get("count", ""))
    if _count(told.get("typed", "")) != count:
        raise JobImpossible("Type the number of cards to confirm: %(count)s.", count=count)
    return count


def _count(typed: str) -> int:
    """A number of cards, with or without signs between its digits."""
    digits = "".join(sign for sign in typed if sign.isdecimal())
    return int(digits) if 0 < len(digits) < 10 else -1
