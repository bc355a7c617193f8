"""What people add to a card's evidence: a modem's transcript, readings, the swap test; and how verdicts changed."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.diagnosis.actions import enter_reading, enter_readings, swaps
from simcare.diagnosis.actions.swaps import Circumstances, StepRecord
from simcare.diagnosis.errors import NothingUnderstood
from simcare.diagnosis.queries import swaps as swap_queries
from simcare.diagnosis.queries import verdicts
from simcare.diagnosis.queries.coverage import Filler, filler_of
from simcare.diagnosis.queries.readings import list_readings
from simcare.diagnosis.queries.transcripts import read_transcript
from simcare.kernel import clock
from simcare.operators.values import FIELDS
from simcare.support.actions.tickets import want_examination
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import back, deed, needs, page, who
from simcare.web.staff.from_cards import row_of
from simcare.web.staff.from_diagnosis import asked_field, past_of, swap_of, transcript_of
from simcare.web.staff.from_verdicts import datum_of, label_of
from simcare.web.staff.views.cards import get
from simcare.web.staff.views.incidents import moment_of

if TYPE_CHECKING:
    pass

GROUPS = {
    filler: [(name, label_of) for name in FIELDS if filler_of(name) is filler]
    for filler in (Filler.TRANSCRIPT, Filler.READING, Filler.RECORDS, Filler.OPERATOR)
}
SOURCES = ("agent", "customer", "operator")


@page
def readings(request: HttpRequest, iccid: str) -> HttpResponse:
    """Evidence by hand: paste a transcript and see what was understood, or type in one fact."""
    found = get(iccid)
    pasted = request.session.get(_key(iccid))
    preview = None
    if pasted:
        preview = transcript_of(
            read_transcript(pasted["text"]),
            iccid=iccid,
            place=pasted["place"],
            source=pasted["source"],
            observed_at=datetime.fromisoformat(pasted["observed_at"]),
        )
    return draw_page(
        request,
        "card_readings.html",
        card=row_of(found),
        preview=preview,
        text=pasted["text"] if pasted else "",
        field=asked_field(request.GET.get("field", "")),
        groups=[(filler.value, [(name, label(name)) for name, label in names]) for filler, names in GROUPS.items()],
        kept=[datum_of(fact) for fact in list_readings(found.id)],
        here="cards",
    )


@deed
@needs(Deed.JUDGE)
def read(request: HttpRequest, iccid: str) -> HttpResponse:
    """Read a transcript and show what was understood; nothing is kept yet."""
    text = request.POST.get("text", "")
    request.session[_key(iccid)] = {
        "text": text[:50_000],
        "place": request.POST.get("place", ""),
        "source": _source(request),
        "observed_at": _observed_at(request).isoformat(),
    }
    if not read_transcript(text).understood:
        raise NothingUnderstood
    return redirect("staff:card_readings", iccid)


@deed
@needs(Deed.JUDGE)
def keep(request: HttpRequest, iccid: str) -> HttpResponse:
    """What was understood becomes evidence, and the card is examined with it."""
    found, at = get(iccid), clock.now()
    pasted = request.session.pop(_key(iccid), None)
    if pasted is None or request.POST.get("drop"):
        return redirect("staff:card_readings", iccid)
    kept = enter_readings(
        card_id=found.id,
        values=read_transcript(pasted["text"]).values,
        place=pasted["place"],
        observed_at=min(datetime.fromisoformat(pasted["observed_at"]), at),
        source=pasted["source"],
        by=who(request),
        at=at,
    )
    want_examination(card_id=found.id, by=who(request), at=at)
    return back(request, _("Kept as evidence: %s answers. The card is being examined.") % len(kept))


@deed
@needs(Deed.JUDGE)
def enter(request: HttpRequest, iccid: str) -> HttpResponse:
    """One fact, typed in with place, time and source."""
    found, at = get(iccid), clock.now()
    field, written = request.POST.get("field", ""), request.POST.get("value", "").strip()
    is_moment = field in FIELDS and FIELDS[field].kind.value == "time" and written
    enter_reading(
        card_id=found.id,
        field=field,
        value=None if request.POST.get("none") else moment_of(written).isoformat() if is_moment else written,
        place=request.POST.get("place", ""),
        observed_at=min(_observed_at(request), at),
        source=_source(request),
        by=who(request),
        at=at,
    )
    want_examination(card_id=found.id, by=who(request), at=at)
    return back(request, _("The reading is evidence now."))


@page
def swap(request: HttpRequest, iccid: str) -> HttpResponse:
    """The swap test as a guide: one step at a time."""
    found = get(iccid)
    test = swap_queries.find_last(found.id)
    return draw_page(
        request,
        "card_swap.html",
        card=row_of(found),
        apn=found.product.apn,
        test=swap_of(swap_queries.get_view(test)) if test else None,
        here="cards",
    )


@deed
@needs(Deed.JUDGE)
def begin_swap(request: HttpRequest, iccid: str) -> HttpResponse:
    """A test begins."""
    told = Circumstances(
        place=request.POST.get("place", ""),
        network=request.POST.get("network", ""),
        apn=request.POST.get("apn", ""),
        firmware=request.POST.get("firmware", ""),
        locks_lifted=bool(request.POST.get("locks_lifted")),
    )
    swaps.begin(card_id=get(iccid).id, told=told, by=who(request), at=clock.now())
    return redirect("staff:card_swap", iccid)


@deed
@needs(Deed.JUDGE)
def swap_step(request: HttpRequest, iccid: str) -> HttpResponse:
    """What a step showed; after the last one the card is examined."""
    found, at = get(iccid), clock.now()
    told = StepRecord(**{name: request.POST.get(name, "") for name in ("result", "attach", "session", "ping", "error")})
    test = swaps.record_step(
        card_id=found.id,
        step=request.POST.get("step", ""),
        told=told,
        photos=[photo.read() for photo in request.FILES.getlist("photos")[:4] if photo.size],
        observed_at=min(_observed_at(request), at),
        by=who(request),
        at=at,
    )
    if swap_queries.get_view(test).due is None:
        want_examination(card_id=found.id, by=who(request), at=at)
        return back(request, _("The test is complete. The card is being examined."))
    return back(request, _("Kept. On to the next step."))


@deed
@needs(Deed.JUDGE)
def end_swap(request: HttpRequest, iccid: str) -> HttpResponse:
    """Everything is as it was before the test."""
    swaps.end(card_id=get(iccid).id, at=clock.now())
    return back(request, _("The test is over."))


@page
def swap_photo(_request: HttpRequest, number: int) -> HttpResponse:
    """A photo of a test, in an origin of its own."""
    found = swap_queries.get_photo(number)
    answer = HttpResponse(bytes(found.content), content_type=found.kind)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@page
def history(request: HttpRequest, iccid: str) -> HttpResponse:
    """All verdicts on a card, or those for `?ticket=`, with what changed from one to the next."""
    found = get(iccid)
    asked = request.GET.get("ticket", "")
    ticket = f"ticket:{asked}" if asked.isdecimal() else ""
    return draw_page(
        request,
        "card_verdicts.html",
        card=row_of(found),
        ticket_number=asked if ticket else "",
        past=[past_of(each) for each in verdicts.history(found.id, ticket)],
        here="cards",
    )


def _key(iccid: str) -> str:
    return f"transcript:{iccid}"


def _source(request: HttpRequest) -> str:
    told = request.POST.get("source", "agent")
    return told if told in SOURCES else "agent"


def _observed_at(request: HttpRequest) -> datetime:
    written = request.POST.get("observed_at", "")
    return moment_of(written) if written else clock.now()
