"""The rows of a long table: gathered page by page, then written as a file.

A page is kept in one transaction with the place behind it. Work that was killed goes on with the next page; several
processes may gather at once, and no row is there twice or missing.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.db import transaction

from simcare.kernel import files, points, progress
from simcare.kernel.models import KeptFile, Work
from simcare.kernel.sheets import write_table
from simcare.kernel.sheets.writing import Cell

PAGES: Final = "application/json"

Place: TypeAlias = Any  # any JSON value of the table's own; None at its beginning
NextPage: TypeAlias = Callable[[Place], tuple[Sequence[Sequence[Cell]], Place]]
"""The rows behind a place, and the place behind them; no rows at the end."""


def gather(work: Work, next_page: NextPage, *, at: datetime) -> None:
    """Keep all pages that are not kept yet. Raises Stopped when somebody asked for that."""
    while _gather_one(work, next_page, at):
        points.reach("kernel.gathering.after_commit")


def table(work: Work, kind: str, columns: Sequence[str]) -> Iterator[bytes]:
    """The gathered rows as a file, in pieces; `kind` is csv or xlsx."""
    return write_table(kind, columns, _rows(work))


def forget(work: Work) -> None:
    """The gathered pages are of no use any more."""
    work.refresh_from_db(fields=["cursor"])
    if work.cursor:
        KeptFile.objects.filter(id=work.cursor["pages"]).delete()
        Work.objects.filter(id=work.id).update(cursor=None)


@transaction.atomic
def _gather_one(work: Work, next_page: NextPage, at: datetime) -> bool:
    held = Work.objects.select_for_update().get(id=work.id)
    pages, place = _kept(held, at)
    rows, behind = next_page(place)
    if not rows:
        return False
    files.add(pages, json.dumps([[_plain(cell) for cell in row] for row in rows]).encode())
    points.reach("kernel.gathering.before_commit")
    progress.advance(held, done=held.done + len(rows), cursor={"pages": pages.id, "place": behind})
    return True


def _kept(work: Work, at: datetime) -> tuple[KeptFile, Place]:
    if work.cursor:
        return files.get_file(work.cursor["pages"]), work.cursor["place"]
    return files.begin(name=f"pages-{work.id}", media_type=PAGES, by=work.by, at=at), None


def _rows(work: Work) -> Iterator[Sequence[Cell]]:
    work.refresh_from_db(fields=["cursor"])
    if work.cursor:
        for page in files.read(files.get_file(work.cursor["pages"])):
            yield from json.loads(page)


def _plain(cell: Cell) -> str | int | float | None:
    """As JSON keeps it and a table shows it: times and days become the texts that they are written as."""
    if cell is None or isinstance(cell, str | int | float):
        return cell
    return cell.isoformat(sep=" ", timespec="seconds") if isinstance(cell, datetime) else cell.isoformat()
