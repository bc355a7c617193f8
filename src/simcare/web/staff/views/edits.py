"""Many cards changed alike, and cards taken out as a file: what it would do, how far it is, what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.cards.actions import edits as actions
from simcare.cards.actions import exports
from simcare.cards.errors import EditImpossible, NoSuchExport
from simcare.cards.queries import fleet, lists
from simcare.cards.queries.imports import refusals_of
from simcare.cards.values import Filters
from simcare.kernel import clock, files
from simcare.kernel.sheets import write_table
from simcare.web.staff import fleet_words
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import back, deed, needs, page, proven, who
from simcare.web.staff.fleet import Consequences
from simcare.web.staff.from_fleet import choices, edit_of, filters_of, query_of
from simcare.web.staff.from_records import deeds_on
from simcare.web.staff.views.fleet import accounts_to_choose, names_of
from simcare.web.staff.views.imports import download

UNCHANGED = "-"
NOTHING = "0"
SHOWN_ACCOUNTS = 6


@page
@needs(Deed.KEEP_STOCK)
def edit_new(request: HttpRequest) -> HttpResponse:
    """What is chosen, and what may be changed of it; nothing happens yet."""
    card_ids, filters = chosen(request.GET.getlist("card"), request.GET.get("all", "")), filters_of(request.GET)
    found = lists.matching(filters) if card_ids is None else lists.matching(Filters()).filter(id__in=card_ids)
    kept = [("card", str(number)) for number in card_ids or ()]
    if card_ids is None:
        kept = [("all", "1"), *query_of(filters).items()]
    accounts = lists.count_accounts(found, SHOWN_ACCOUNTS)
    consequences = Consequences(
        count=found.count(),
        query="",
        states=tuple(lists.count_states(found).items()),
        accounts=tuple((name or _("In stock"), count) for name, count in accounts),
        kept=tuple(kept),
        accounts_to_choose=choices(accounts_to_choose()),
        dealers=choices((each.id, each.name) for each in fleet.list_dealers()),
        products=choices((each.id, each.name) for each in fleet.list_products()),
        batches=choices((batch.id, batch.code) for batch, _states in lists.list_batches(size=50)),
        suppliers=choices((each.id, each.name) for each in fleet.list_suppliers()),
    )
    return draw_page(request, "edit_new.html", chosen=consequences, here="cards")


@deed
@needs(Deed.KEEP_STOCK)
@proven
def edit_begin(request: HttpRequest) -> HttpResponse:
    """Start it."""
    said = request.POST
    change: dict[str, object] = {
        name: None if said[name] == NOTHING else int(said[name])
        for name in ("account", "dealer", "product", "batch")
        if said.get(name, UNCHANGED) != UNCHANGED and said[name].isdecimal()
    }
    if said.get("with_label"):
        change["label"] = said.get("label", "").strip()[:200]
    if said.get("kind", "").strip():
        supplier = said.get("supplier", "")
        change["equipment"] = {
            "kind": said["kind"].strip()[:80],
            "model": said.get("model", "").strip()[:80],
            "supplier": int(supplier) if supplier.isdecimal() and supplier != NOTHING else None,
        }
    edit = actions.begin_edit(
        change=change,
        card_ids=chosen(said.getlist("card"), said.get("all", "")),
        filters=filters_of(said),
        by=who(request),
        at=clock.now(),
    )
    return redirect("staff:edit", edit.id)


@page
@needs(Deed.KEEP_STOCK)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """One edit: how far it is, or what came of it."""
    found = actions.get_edit(number)
    reasons = [str(code) for _iccid, code in refusals_of(number)] if found.refused_count else []
    told = edit_of(found, names_of(found.change), reasons=reasons)
    return draw_page(request, "edit.html", edit=told, deeds=deeds_on(f"card_edit:{number}"), here="cards")


@deed
@needs(Deed.KEEP_STOCK)
def edit_stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop after the cards it is at."""
    actions.stop_edit(edit_id=number, by=who(request), at=clock.now())
    return back(request, _("It stops at the next step."))


@deed
@needs(Deed.KEEP_STOCK)
def edit_resume(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with the cards that are left."""
    actions.resume_edit(edit_id=number, by=who(request), at=clock.now())
    return redirect("staff:edit", number)


@deed
@needs(Deed.KEEP_STOCK)
@proven
def edit_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Give the cards back what they had."""
    undoing = actions.undo_edit(edit_id=number, by=who(request), at=clock.now())
    return redirect("staff:edit", undoing.id)


@page
@needs(Deed.KEEP_STOCK)
def edit_refused(request: HttpRequest, number: int) -> HttpResponse:
    """The cards that an edit left as they were, with the reason of each."""
    rows = ((iccid, str(fleet_words.REFUSALS.get(str(code), code))) for iccid, code in refusals_of(number))
    return download(
        b"".join(write_table("csv", ["ICCID", _("Reason")], rows)), "csv", f"left-as-they-were-{number}.csv"
    )


@deed
@needs(Deed.KEEP_STOCK)
@proven
def export_begin(request: HttpRequest) -> HttpResponse:
    """Have a file made of the cards that match."""
    exports.begin_export(
        filters=filters_of(request.POST),
        columns=request.POST.getlist("columns"),
        kind=request.POST.get("as", "csv"),
        by=who(request),
        at=clock.now(),
    )
    return redirect("staff:stock")


@page
@needs(Deed.KEEP_STOCK)
@proven
def export_file(request: HttpRequest, number: int) -> HttpResponse:
    """The file, once it is there."""
    found = exports.get_export(number)
    if found.file is None:
        raise NoSuchExport("It is not ready yet.")
    return download(b"".join(files.read(found.file)), found.kind, found.file.name)


def chosen(numbers: list[str], wants_all: str) -> list[int] | None:
    """The selection; None for all that match."""
    if wants_all:
        return None
    chosen = [int(number) for number in numbers if number.isdecimal()]
    if not chosen:
        raise EditImpossible("Choose some cards first.")
    return chosen
