"""Reads of imports, edits and exports: what runs, how far it is, and what was wrong with which row."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count

from simcare.cards.models import CardEdit, CardExport, CardImport, EditRefusal, ImportRow, SavedMapping
from simcare.cards.rules.rows import Flaw, flaws_from
from simcare.cards.values import ImportState
from simcare.kernel.sheets.writing import Cell
from simcare.kernel.tenancy import acting_as_provider


def list_imports(limit: int = 50) -> list[CardImport]:
    """The latest files of cards, with their progress."""
    shown = CardImport.objects.exclude(state=ImportState.DROPPED).select_related("file", "work")
    return list(shown.order_by("-id")[:limit])


def list_edits(limit: int = 50) -> list[CardEdit]:
    """The latest edits of many cards, with their progress."""
    return list(CardEdit.objects.select_related("work", "undone_by").order_by("-id")[:limit])


def list_exports(limit: int = 20) -> list[CardExport]:
    """The latest exports, with their progress."""
    return list(CardExport.objects.select_related("work", "file").order_by("-id")[:limit])


def exports_of_account(account_id: int, limit: int = 5) -> list[CardExport]:
    """The latest files that an account had made of its cards, with their progress."""
    with acting_as_provider():  # kept files are the house's
        made = CardExport.objects.filter(account_id=account_id).select_related("work", "file")
        return list(made.order_by("-id")[:limit])


def list_mappings() -> list[SavedMapping]:
    """The ways to read a file that were kept by a name."""
    return list(SavedMapping.objects.order_by("name"))


def flaws_of(import_id: int, limit: int | None = None) -> Iterator[Flaw]:
    """What is wrong or odd with the rows, in their order."""
    rows = ImportRow.objects.filter(origin_id=import_id, flaws__isnull=False).order_by("line")
    for told in rows.values_list("flaws", flat=True)[:limit].iterator():
        yield from flaws_from(told or ())


def count_flaws(import_id: int) -> dict[str, int]:
    """How many rows have which flaw, the most first; the first flaw of a row counts."""
    rows = ImportRow.objects.filter(origin_id=import_id, flaws__isnull=False).order_by()
    counted = rows.values_list("flaws__0__2").annotate(count=Count("id"))
    return dict(sorted(((str(code), count) for code, count in counted), key=lambda pair: -pair[1]))


def flawed_rows(import_id: int) -> Iterator[tuple[int, Sequence[Flaw], Sequence[str]]]:
    """Line, flaws and cells of each offending row, to be handed back and mended."""
    rows = ImportRow.objects.filter(origin_id=import_id, flaws__isnull=False).order_by("line")
    for row in rows.iterator():
        yield row.line, tuple(flaws_from(row.flaws or ())), row.cells or ()


def refusals_of(edit_id: int) -> Iterator[Sequence[Cell]]:
    """ICCID and reason of each card that an edit left as it was."""
    rows = EditRefusal.objects.filter(edit_id=edit_id).order_by("card__iccid_key")
    yield from rows.values_list("card__iccid", "code").iterator()


def exported_at(export: CardExport) -> datetime | None:
    """When its file was ready."""
    return export.finished_at if export.file_id else None
