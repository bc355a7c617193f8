"""A file of usage comes in: taken, looked at as it would be read, loaded; and what came of every file."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.kernel import clock
from simcare.usage.actions import uploads as actions
from simcare.usage.actions.mappings import refuse_unfit, save_mapping
from simcare.usage.actions.unload import unload as take_out
from simcare.usage.errors import MappingUnfit, UsageError
from simcare.usage.queries import files as queries
from simcare.usage.queries.drops import list_drops
from simcare.usage.queries.mappings import Guess, get_mapping, guess, list_mappings, preview
from simcare.usage.values import CDR_SOURCE, Layout, UploadState
from simcare.web.staff import usage_words
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import deed, needs, page, staff, who
from simcare.web.staff.from_fleet import choices
from simcare.web.staff.from_records import deeds_on
from simcare.web.staff.from_usage import file_of, layout_of, lines_of, upload_of, with_layout
from simcare.web.staff.refusals import said
from simcare.web.staff.usage_files import BadLineView, UploadView

if TYPE_CHECKING:
    from simcare.usage.models import UsageUpload

SHOWN_FLAWS = 100
CDR, NEW = "cdr", "new"
"""Ways to read a file, beside the saved mappings, whose names begin with `by-` in forms."""


@page
def files(request: HttpRequest) -> HttpResponse:
    """What has come in, what waits, and records of cards that nobody knows."""
    return draw_page(
        request,
        "usage_files.html",
        files=[file_of(file) for file in queries.list_files()],
        uploads=[upload_of(upload) for upload in queries.list_uploads()],
        stray_count=queries.count_strays(),
        strays=queries.list_stray_cards(),
        drops=list_drops(),
        may_load=may(staff(request).role, Deed.LOAD_USAGE),
        here="cards",
    )


@page
def file(request: HttpRequest, number: int) -> HttpResponse:
    """What came of one file, with its bad lines by number."""
    loaded = queries.get_file(number)
    bad = [
        BadLineView(flaw.line, str(usage_words.FLAWS[flaw.code]), flaw.text)
        for flaw in queries.flaws_of(loaded, SHOWN_FLAWS)
    ]
    deeds = deeds_on(f"usage_file:{number}")
    may_unload = may(staff(request).role, Deed.LOAD_USAGE)
    told = {"file": file_of(loaded), "bad_lines": bad, "deeds": deeds, "may_unload": may_unload}
    return draw_page(request, "usage_file.html", **told, here="cards")


@deed
@needs(Deed.LOAD_USAGE)
def unload(request: HttpRequest, number: int) -> HttpResponse:
    """Take a file out of all sums again."""
    take_out(file_id=number, by=who(request), at=clock.now())
    return redirect("staff:usage_files")


@deed
@needs(Deed.LOAD_USAGE)
def bring(request: HttpRequest) -> HttpResponse:
    """Take a file in; the next page shows how it would be read."""
    brought = request.FILES.get("file")
    if brought is None:
        raise UsageError("Choose a file first.")
    name = brought.name or _("file")
    upload = actions.begin_upload(pieces=brought.chunks(1024 * 1024), name=name, by=who(request), at=clock.now())
    return redirect("staff:usage_upload", upload.id)


@page
@needs(Deed.LOAD_USAGE)
def upload(request: HttpRequest, number: int) -> HttpResponse:
    """One file at the step it is at; when it is in, what came of it."""
    brought = actions.get_upload(number)
    if brought.state == UploadState.DONE and brought.loaded_id:
        return redirect("staff:usage_file", brought.loaded_id)
    view = upload_of(brought)
    if brought.state in (UploadState.NEW, UploadState.FAILED):
        view = _as_read(view, brought, request)
    deeds = deeds_on(f"usage_upload:{number}")
    return draw_page(request, "usage_upload.html", upload=view, deeds=deeds, here="cards")


@deed
@needs(Deed.LOAD_USAGE)
def load(request: HttpRequest, number: int) -> HttpResponse:
    """Have it loaded; a layout that was chosen here is kept by its name first."""
    way, source, by, at = request.POST.get("as", CDR), request.POST.get("source", "").strip(), who(request), clock.now()
    mapping = way.removeprefix("by-") if way.startswith("by-") else ""
    with transaction.atomic():
        if way == NEW:
            guessed = guess(actions.head_of(actions.get_upload(number)))
            mapping = request.POST.get("name", "").strip()
            layout = layout_of(request.POST, guessed)
            save_mapping(name=mapping, source=source or mapping, header=guessed.header, layout=layout, by=by, at=at)
        actions.load_upload(upload_id=number, source=source, mapping=mapping, by=by, at=at)
    return redirect("staff:usage_upload", number)


@deed
@needs(Deed.LOAD_USAGE)
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a file of which nothing was loaded."""
    actions.drop_upload(upload_id=number, by=who(request), at=clock.now())
    return redirect("staff:usage_files")


def _as_read(view: UploadView, brought: "UsageUpload", request: HttpRequest) -> UploadView:
    """The first lines, in the way that was chosen or else that fits best."""
    head = actions.head_of(brought)
    guessed, mappings = guess(head), list_mappings()
    fitting = next((f"by-{mapping.name}" for mapping in mappings if _fits(mapping.header, guessed)), NEW)
    way = request.GET.get("as") or (CDR if _are_cdrs(head) else fitting)
    ways = [
        (CDR, _("CDRs of EIOTCLUB")),
        *((f"by-{each.name}", each.name) for each in mappings),
        (NEW, _("Other columns")),
    ]
    layout: Layout | None = None
    if way.startswith("by-"):
        layout = Layout(**get_mapping(way.removeprefix("by-")).layout)
    elif way == NEW:
        layout = layout_of(request.GET, guessed)
        view = with_layout(view, layout, guessed)
    view = replace(view, way=way, ways=choices(ways, way), source=CDR_SOURCE if way == CDR else "")
    try:
        if layout:
            refuse_unfit(layout)
    except MappingUnfit as refusal:
        return replace(view, trouble=said(refusal))
    return replace(view, lines=lines_of(preview(head, layout)))


def _fits(header: list[str], guessed: Guess) -> bool:
    return any(header) and tuple(header) == guessed.header


def _are_cdrs(head: bytes) -> bool:
    lines = preview(head, None)
    return any(line.cells for line in lines) and not any(line.flaw for line in lines[:2])
