"""Incidents over many cards, announced maintenance, and what each platform can tell at all."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.diagnosis.actions import incidents as actions
from simcare.diagnosis.queries import coverage as covered
from simcare.diagnosis.queries import incidents as queries
from simcare.diagnosis.values import Grouping, Scope, Side
from simcare.kernel import clock
from simcare.notices import actions as notices
from simcare.notices.queries import list_notices
from simcare.notices.values import Scope as NoticeScope
from simcare.web.staff.around import PAGE, draw_page, next_page, offset_of
from simcare.web.staff.door import back, deed, needs, page, who
from simcare.web.staff.errors import NotATime
from simcare.web.staff.from_cards import row_of
from simcare.web.staff.from_diagnosis import chart_of, coverage_of, group_of, incident_of, notice_of
from simcare.web.staff.from_records import deeds_on

SHOWN_GROUPS = 8
SHOWN_NOTICES = 20


@page
def incidents(request: HttpRequest) -> HttpResponse:
    """What fails for many cards at once, now and lately; and the announced maintenance."""
    at, first = clock.now(), offset_of(request)
    rows = [incident_of(each) for each in queries.list_incidents()[first : first + PAGE]]
    return draw_page(
        request,
        "incidents.html",
        incidents=rows,
        groups=[group_of(each) for each in queries.list_groups()[:SHOWN_GROUPS]],
        looked_at=queries.last_round_at(),
        notices=[notice_of(each, at) for each in list_notices()[:SHOWN_NOTICES]],
        next_page=next_page(request, len(rows)),
        here="incidents",
    )


@page
def incident(request: HttpRequest, number: int) -> HttpResponse:
    """One incident: its curve, its cards, and what people say of it."""
    found = queries.get_incident(number)
    first = offset_of(request)
    cards = queries.cards_of(number)[first : first + PAGE]
    return draw_page(
        request,
        "incident.html",
        incident=incident_of(found),
        chart=chart_of(queries.curve_of(found.scope, at=found.closed_at or clock.now())),
        cards=[row_of(each.card) for each in cards],
        deeds=deeds_on(f"incident:{number}"),
        next_page=next_page(request, len(cards)),
        here="incidents",
    )


@deed
@needs(Deed.JUDGE)
def declare(request: HttpRequest) -> HttpResponse:
    """A person knows of a fault before the counts show it."""
    told = request.POST
    scope = Scope(
        Grouping(told.get("grouping", "network")), told.get("platform", "").strip(), told.get("key", "").strip()
    )
    found = actions.declare(
        scope=scope, side=_side(request), note=told.get("note", ""), by=who(request), at=clock.now()
    )
    return redirect("staff:incident", found.id)


@deed
@needs(Deed.JUDGE)
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """It is real; verdicts of its cards rest on it."""
    actions.confirm(
        incident_id=number, side=_side(request), note=request.POST.get("note", ""), by=who(request), at=clock.now()
    )
    return back(request, _("Confirmed. Verdicts of its cards rest on it now."))


@deed
@needs(Deed.JUDGE)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """It is over, or never was."""
    actions.close(incident_id=number, reason=request.POST.get("reason", ""), by=who(request), at=clock.now())
    return back(request, _("Closed."))


@deed
@needs(Deed.JUDGE)
def enter_notice(request: HttpRequest) -> HttpResponse:
    """Keep an announced maintenance."""
    told = request.POST
    notices.enter(
        title=told.get("title", ""),
        reference=told.get("reference", ""),
        scope=NoticeScope(
            told.get("platform", "").strip(), _words(told.get("networks", "")), _words(told.get("ranges", ""))
        ),
        starts_at=moment_of(told.get("starts_at", "")),
        ends_at=moment_of(told.get("ends_at", "")),
        issuer=told.get("issuer", "operator"),
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("The notice counts from now on."))


@deed
@needs(Deed.JUDGE)
def withdraw_notice(request: HttpRequest, number: int) -> HttpResponse:
    """It does not hold any more."""
    notices.withdraw(notice_id=number, by=who(request), at=clock.now())
    return back(request, _("Taken back."))


@page
def coverage(request: HttpRequest) -> HttpResponse:
    """Which checks each platform decides, only suspects, or leaves to people."""
    totals, steps = coverage_of(covered.list_coverage())
    return draw_page(request, "coverage.html", totals=totals, steps=steps, here="incidents")


def moment_of(written: str) -> datetime:
    """A time as a form sends it, in the zone of the person. Raises NotATime."""
    try:
        told = datetime.fromisoformat(written)
    except ValueError:
        raise NotATime from None
    return (told if told.tzinfo else timezone.make_aware(told)).astimezone(UTC)


def _side(request: HttpRequest) -> Side:
    return Side.PROVIDER if request.POST.get("side") == "provider" else Side.OPERATOR


def _words(written: str) -> tuple[str, ...]:
    return tuple(written.replace(",", " ").split())
