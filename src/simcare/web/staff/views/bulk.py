"""One deed on many tickets, and tickets as a file: chosen in a list, done in the background, watched on a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.accounts.queries import list_staff
from simcare.kernel import clock, files
from simcare.support.actions import bulk as bulks
from simcare.support.actions import exports
from simcare.support.queries import bulk as queries
from simcare.support.queries.canned import list_canned
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.links import tags_in_use
from simcare.support.queries.lists import tickets_in
from simcare.support.queries.queues import queues_at
from simcare.support.values import RowState
from simcare.web.staff.around import draw_page
from simcare.web.staff.bulk_words import DEEDS, WARNINGS
from simcare.web.staff.bulks import bulk_of, export_of, failed_of
from simcare.web.staff.door import back, deed, needs, page, proven, staff, who
from simcare.web.staff.from_records import deeds_on

HOURS = (4, 24, 72, 168)


@page
def works(request: HttpRequest) -> HttpResponse:
    """What runs, what ran, and the files that wait to be taken."""
    return draw_page(
        request,
        "bulks.html",
        bulks=[bulk_of(each) for each in queries.list_recent()],
        exports=[export_of(each) for each in queries.list_exports(clock.now())],
        here="works",
    )


@page
def choose(request: HttpRequest) -> HttpResponse:
    """What to do with the tickets that were selected, or with all of the list."""
    asked, chosen = TicketFilter.read(request.GET), _chosen(request.GET.getlist("ticket"))
    is_all = "all" in request.GET or not chosen
    at = clock.now()
    count = tickets_in(asked, at=at, user_id=staff(request).id).count() if is_all else len(chosen)
    return draw_page(
        request,
        "bulk_new.html",
        filter=asked,
        chosen=() if is_all else chosen,
        is_all=is_all,
        count=count,
        deeds=[(name, word, WARNINGS.get(name, "")) for name, word in DEEDS.items() if name != "undo"],
        people=list_staff(),
        places_to_go=queues_at(at).queues,
        canned=list_canned(),
        tags=tags_in_use(),
        hours=HOURS,
        may_export=may(staff(request).role, Deed.EXPORT),
        here="works",
    )


@page
def bulk(request: HttpRequest, number: int) -> HttpResponse:
    """How far one is; the rows that failed, with the reason."""
    found = bulks.get_bulk(number)
    return draw_page(
        request,
        "bulk.html",
        bulk=bulk_of(found, bulks.count_rows(number), can_undo=bulks.can_undo(found)),
        rows=[failed_of(row) for row in queries.list_rows(number, [RowState.FAILED])],
        deeds=deeds_on(f"bulk:{number}"),
        here="works",
    )


@deed
@needs(Deed.ANSWER)
def begin(request: HttpRequest) -> HttpResponse:
    """Start it; the page shows how far it is."""
    name = request.POST.get("deed", "")
    chosen = _chosen(request.POST.getlist("ticket"))
    begun = bulks.begin(
        deed=name,
        argument=request.POST.get(f"argument-{name}", "").strip(),
        ticket_ids=chosen or None,
        asked=None if chosen else TicketFilter.read(request.POST),
        user=staff(request),
        at=clock.now(),
    )
    return redirect("staff:bulk", begun.id)


@deed
@needs(Deed.ANSWER)
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop after the rows it is at."""
    bulks.stop(bulk_id=number, by=who(request), at=clock.now())
    return back(request, _("It stops. What is done stays done."))


@deed
@needs(Deed.ANSWER)
def go_on(request: HttpRequest, number: int) -> HttpResponse:
    """Do what is left, and what failed."""
    bulks.go_on(bulk_id=number, user=staff(request), at=clock.now())
    return back(request, _("It goes on."))


@deed
@needs(Deed.ANSWER)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Give the tickets back what they had."""
    begun = bulks.undo(bulk_id=number, user=staff(request), at=clock.now())
    return redirect("staff:bulk", begun.id)


@deed
@needs(Deed.EXPORT)
@proven
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a file."""
    asked = TicketFilter.read(request.POST)
    exports.begin(asked=asked, kind=request.POST.get("kind", "csv"), user=staff(request), at=clock.now())
    return redirect("staff:works")


@deed
@needs(Deed.EXPORT)
def stop_export(request: HttpRequest, number: int) -> HttpResponse:
    """It is not wanted any more."""
    exports.stop(export_id=number, by=who(request), at=clock.now())
    return back(request, _("It stops."))


@deed
@needs(Deed.EXPORT)
@proven
def take_export(request: HttpRequest, number: int) -> HttpResponse:
    """The file itself. A POST, since each time is written into the audit."""
    file = exports.hand_out(export_id=number, user=staff(request), at=clock.now())
    answer = HttpResponse(files.read(file), content_type=file.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Content-Length"] = str(file.size_bytes)
    return answer


def _chosen(told: list[str]) -> list[int]:
    return sorted({int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 16})
