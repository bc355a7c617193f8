"""A file of cards comes in: taken, its columns chosen, checked, imported; one page follows each step by itself."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.cards.actions import imports as actions
from simcare.cards.errors import CardsError
from simcare.cards.queries import fleet
from simcare.cards.queries import imports as queries
from simcare.kernel import clock
from simcare.kernel.sheets import MEDIA_TYPES, write_table
from simcare.kernel.sheets.writing import Cell
from simcare.operators.queries import list_platforms, title_of
from simcare.web.staff import fleet_words
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import back, deed, needs, page, who
from simcare.web.staff.fleet import ColumnView, ImportView
from simcare.web.staff.from_fleet import choices, flaw_of, progress_of
from simcare.web.staff.from_records import deeds_on
from simcare.web.staff.refusals import in_words

if TYPE_CHECKING:
    from simcare.cards.models import CardImport

SHOWN_FLAWS = 50
SHOWN_CELLS = 3
TARGETS = (
    "iccid",
    "imsi",
    "msisdn",
    "eid",
    "imei",
    "label",
    "product",
    "platform",
    "batch",
    "sold_on",
    "account",
    "dealer",
)
FIXABLE = ("product", "platform", "batch", "account", "dealer", "sold_on")


@deed
@needs(Deed.KEEP_STOCK)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in; the next page asks what its columns are."""
    file = request.FILES.get("file")
    if file is None:
        raise CardsError("Choose a file first.")
    platforms = [platform.name for platform in list_platforms()]
    origin = actions.begin(
        pieces=file.chunks(), name=file.name or _("file"), platforms=platforms, by=who(request), at=clock.now()
    )
    return redirect("staff:card_import", origin.id)


@page
@needs(Deed.KEEP_STOCK)
def card_import(request: HttpRequest, number: int) -> HttpResponse:
    """One file of cards, at the step it is at."""
    origin = actions.get_import(number)
    deeds = deeds_on(f"card_import:{number}")
    return draw_page(request, "import.html", origin=import_of(origin, whole=True), deeds=deeds, here="cards")


@deed
@needs(Deed.KEEP_STOCK)
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Have it read by these columns."""
    chosen = {name: at for at, name in _columns(request.POST.items()) if name}
    fixed = {name: request.POST.get(f"all-{name}", "") for name in FIXABLE}
    actions.check(
        import_id=number,
        mapping=chosen,
        fixed=fixed,
        save_as=request.POST.get("save_as", ""),
        by=who(request),
        at=clock.now(),
    )
    return redirect("staff:card_import", number)


@deed
@needs(Deed.KEEP_STOCK)
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Have its rows made cards."""
    good_rows = request.POST.get("take") == "good"
    actions.write(import_id=number, takes_good_rows=good_rows, by=who(request), at=clock.now())
    return redirect("staff:card_import", number)


@deed
@needs(Deed.KEEP_STOCK)
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop at the next step."""
    actions.stop(import_id=number, by=who(request), at=clock.now())
    return back(request, _("It stops at the next step."))


@deed
@needs(Deed.KEEP_STOCK)
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Go on where it stood."""
    actions.resume(import_id=number, by=who(request), at=clock.now())
    return redirect("staff:card_import", number)


@deed
@needs(Deed.KEEP_STOCK)
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a file that brought nothing."""
    actions.drop(import_id=number, by=who(request), at=clock.now())
    return redirect("staff:stock")


@page
@needs(Deed.KEEP_STOCK)
def flaws(request: HttpRequest, number: int) -> HttpResponse:
    """The offending rows as they stood in the file, with line and reason, to be mended and sent again."""
    origin, kind = actions.get_import(number), "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    head = [*origin.header, _("Line"), _("Column"), _("What is wrong")]
    width = len(origin.header)
    rows: Iterator[list[Cell]] = (
        [*cells[:width], *([""] * (width - len(cells))), line, *_said(map(flaw_of, found))]
        for line, found, cells in queries.flawed_rows(number)
    )
    return download(b"".join(write_table(kind, head, rows)), kind, f"rows-to-mend-{number}.{kind}")


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file of ours as a download; its name is our own."""
    answer = HttpResponse(content, content_type=MEDIA_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def import_of(origin: "CardImport", *, whole: bool = False) -> ImportView:
    """A file of cards; `whole` with its columns and flaws."""
    view = ImportView(
        id=origin.id,
        name=origin.file.name,
        size_bytes=origin.file.size_bytes,
        by=origin.by,
        created_at=origin.created_at,
        progress=progress_of(origin.state, origin.work),
        row_count=origin.row_count,
        good_count=origin.good_count,
        bad_count=origin.bad_count,
        warning_count=origin.warning_count,
        card_count=origin.card_count,
        trouble=in_words(origin.trouble, origin.trouble_values),
    )
    return _whole(view, origin) if whole else view


def _whole(view: ImportView, origin: "CardImport") -> ImportView:
    names = {number: name for name, number in origin.mapping.items()}
    columns = tuple(
        ColumnView(
            at,
            name,
            tuple(row[at] if at < len(row) else "" for row in origin.sample[:SHOWN_CELLS]),
            choices(((target, fleet_words.COLUMNS[target]) for target in TARGETS), names.get(at, "")),
        )
        for at, name in enumerate(origin.header)
    )
    counted = queries.count_flaws(origin.id) if view.has_flaws else {}
    return ImportView(
        **{
            **vars(view),
            "columns": columns,
            "fixed": _fixed(origin),
            "flaws": tuple(flaw_of(flaw) for flaw in queries.flaws_of(origin.id, SHOWN_FLAWS)) if counted else (),
            "flaw_counts": tuple((str(fleet_words.FLAW_KINDS[code]), count) for code, count in counted.items()),
        }
    )


def _fixed(origin: "CardImport") -> tuple[tuple[str, str, str, tuple[object, ...]], ...]:
    there = {
        "product": [(product.code, product.name) for product in fleet.list_products()],
        "platform": [(name, title_of(name)) for name in origin.platforms],
        "dealer": [(dealer.name, dealer.name) for dealer in fleet.list_dealers()],
    }
    return tuple(
        (
            name,
            str(fleet_words.COLUMNS[name]),
            origin.fixed.get(name, ""),
            choices(there.get(name, ()), origin.fixed.get(name, "")),
        )
        for name in FIXABLE
    )


def _columns(said: Iterable[tuple[str, str | list[object]]]) -> Iterable[tuple[int, str]]:
    for name, value in said:
        number = name.removeprefix("column-")
        if name != number and number.isdecimal() and isinstance(value, str):
            yield int(number), value


def _said(found: Iterable[object]) -> tuple[str, str]:
    flaws = list(found)
    return ", ".join(flaw.column for flaw in flaws), " ".join(flaw.words for flaw in flaws)  # type: ignore[attr-defined]
