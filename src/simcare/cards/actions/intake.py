"""The long part of an import: reading and checking its file, and making cards of its rows.

Killed at any point it begins again where it may: checking from its first row, for it has no effect; writing after the
last rows whose cards are committed. All or none is one transaction, so that a kill in it leaves nothing.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q

from simcare.accounts.models import Account
from simcare.cards.actions import staging
from simcare.cards.events import CardsImported
from simcare.cards.models import Batch, Card, CardImport, ImportRow, Product
from simcare.cards.rules.columns import is_header
from simcare.cards.rules.rows import Known, StockRow, cells_of, read_row
from simcare.cards.values import ImportState
from simcare.kernel import audit, files, outbox, points, progress
from simcare.kernel.alone import alone
from simcare.kernel.errors import SimcareError
from simcare.kernel.models import Work
from simcare.kernel.sheets import TableTooLarge, TableUnreadable, open_table

AT_ONCE = 5_000


class TakenMeanwhile(SimcareError):
    """Some of these cards came into stock in between."""

    code = "taken_meanwhile"
    status = 409


def run_import(*, import_id: int, at: datetime) -> bool:
    """Do what an import waits for, unless another process is at it; returns whether it was done here."""
    with alone(f"card import {import_id}") as is_mine:
        origin = CardImport.objects.select_related("file", "work").filter(id=import_id).first() if is_mine else None
        if origin is None or origin.work is None or origin.state not in (ImportState.CHECKING, ImportState.WRITING):
            return False
        try:
            _check(origin, origin.work) if origin.state == ImportState.CHECKING else _write(origin, origin.work, at)
        except progress.Stopped:
            _end(origin, ImportState.STOPPED, at)
        except (TableUnreadable, TableTooLarge) as refusal:
            _end(origin, ImportState.FAILED, at, refusal)
        except TakenMeanwhile:
            CardImport.objects.filter(id=origin.id).update(state=ImportState.CHECKING)
    return True


def _end(origin: CardImport, state: ImportState, at: datetime, trouble: SimcareError | None = None) -> None:
    words, values = (trouble.words, trouble.values) if trouble else ("", {})
    CardImport.objects.filter(id=origin.id).update(state=state, trouble=words, trouble_values=values)
    if origin.work and state is not ImportState.CHECKED:
        progress.finish(origin.work, at=at, error=str(trouble or ""))


def _check(origin: CardImport, work: Work) -> None:
    ImportRow.objects.filter(origin=origin).delete()
    content = b"".join(files.read(origin.file))
    known, seen, last_line = _known(origin), dict[str, int](), 0
    with open_table(content) as table:
        del content
        for batch in table.batches:
            with transaction.atomic():
                last_line = _stage_batch(origin, batch, last_line, known, seen)
                progress.advance(work, done=last_line)
            points.reach("cards.import.checked_batch")
    counted = ImportRow.objects.filter(origin=origin).aggregate(
        row_count=Count("id"),
        bad_count=Count("id", filter=Q(is_bad=True)),
        warning_count=Count("id", filter=Q(is_bad=False, flaws__isnull=False)),
    )
    good = counted["row_count"] - counted["bad_count"]
    CardImport.objects.filter(id=origin.id).update(
        state=ImportState.CHECKED, good_count=good, written_line=0, **counted
    )
    progress.finish(work, at=work.started_at)


def _stage_batch(origin: CardImport, batch: list[list[str]], last_line: int, known: Known, seen: dict[str, int]) -> int:
    """Read and keep some rows; returns the number of the last line read. Empty rows are passed over."""
    rows, cells = list[StockRow](), dict[int, list[str]]()
    for line, given in enumerate(batch, start=last_line + 1):
        if not any(given) or (line == 1 and is_header(given)):
            continue
        row = read_row(line, cells_of(given, origin.mapping, origin.fixed), known)
        if row.iccid and (first := seen.setdefault(row.key, line)) != line:
            row.blame("iccid", "twice_in_file", str(first))
        rows.append(row)
        cells[line] = given
    in_stock = set(
        Card.objects.filter(iccid_key__in=[row.key for row in rows if row.iccid]).values_list("iccid_key", flat=True)
    )
    for row in rows:
        if row.iccid and row.key in in_stock:
            row.blame("iccid", "in_stock")
    staging.stage(origin, rows, {row.line: cells[row.line] for row in rows if row.flaws})
    return last_line + len(batch)


def _known(origin: CardImport) -> Known:
    products = {
        name.casefold(): id
        for id, code, name in Product.objects.values_list("id", "code", "name")
        for name in (name, code)
    }
    accounts = list(Account.objects.values_list("id", "name", "is_dealer"))
    return Known(
        products=products,
        platforms={name.casefold(): name for name in origin.platforms},
        accounts={name.casefold(): id for id, name, _ in accounts},
        dealers={name.casefold(): id for id, name, is_dealer in accounts if is_dealer},
    )


@dataclass(frozen=True)
class _Writing:
    """One import becoming cards. `side` is a line of its own to the database, for all or none is one transaction."""

    origin: CardImport
    work: Work
    at: datetime
    side: Any = None  # a copy of Django's connection, which has no type of its own


def _write(origin: CardImport, work: Work, at: datetime) -> None:
    _make_batches(origin, at)
    last_line: int = ImportRow.objects.filter(origin=origin).aggregate(last=Max("line"))["last"]
    with nullcontext() if origin.takes_good_rows else transaction.atomic():
        writing = _Writing(origin, work, at, None if origin.takes_good_rows else connection.copy())
        try:
            for after in range(origin.written_line, last_line, AT_ONCE):
                _write_some(writing, after, min(after + AT_ONCE, last_line))
        finally:
            if writing.side is not None:
                writing.side.close()
        _finish(origin, work, at)


def _write_some(writing: _Writing, after: int, until: int) -> None:
    """One step; its cards, and the note of how far it is, are committed together, or with all the others."""
    origin = writing.origin
    with transaction.atomic():
        taken = staging.mark_taken(origin, after=after, until=until)
        if taken and not origin.takes_good_rows:
            raise TakenMeanwhile
        origin.card_count += staging.make_cards(origin, after=after, until=until, at=writing.at)
        points.reach("cards.import.before_commit")
        if writing.side is None:
            CardImport.objects.filter(id=origin.id).update(card_count=origin.card_count, written_line=until)
    _tell(writing, origin.card_count)
    points.reach("cards.import.after_commit")


def _tell(writing: _Writing, done: int) -> None:
    """Say how far it is; inside one long transaction over the side line, for nobody else sees in."""
    if writing.side is None:
        progress.advance(writing.work, done=done)
        return
    with writing.side.cursor() as cursor:
        cursor.execute("UPDATE kernel_work SET done = %s WHERE id = %s RETURNING stop_wanted", [done, writing.work.pk])
        row = cursor.fetchone()
    if row and row[0]:
        raise progress.Stopped


def _make_batches(origin: CardImport, at: datetime) -> None:
    wanted = ImportRow.objects.filter(origin=origin, is_bad=False).exclude(batch="").values_list("batch", flat=True)
    Batch.objects.bulk_create(
        (Batch(code=code, origin=origin.file.name, created_at=at) for code in wanted.distinct()), ignore_conflicts=True
    )


def _finish(origin: CardImport, work: Work, at: datetime) -> None:
    with transaction.atomic():
        left_out = ImportRow.objects.filter(origin=origin, is_bad=True).count()
        CardImport.objects.filter(id=origin.id).update(
            state=ImportState.DONE, card_count=origin.card_count, bad_count=left_out, finished_at=at
        )
        told = {"file": origin.file.name, "cards": origin.card_count, "left_out": left_out}
        audit.record("cards.imported", by=origin.by, at=at, subject=f"card_import:{origin.id}", after=told)
        outbox.publish(
            CardsImported(import_id=origin.id, card_count=origin.card_count), subject=f"card_import:{origin.id}"
        )
        ImportRow.objects.filter(origin=origin, flaws=None).delete()
        Work.objects.filter(id=work.pk).update(finished_at=at, result=told)
