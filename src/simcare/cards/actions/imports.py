"""Files of cards: taken in, read by chosen columns, checked without effect, then made cards of.

Bytes first, then words: a file that nothing can read is kept too, and says why. The same file twice is one import.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction

from simcare.accounts.models import Account
from simcare.cards.errors import ColumnsMissing, ImportBusy, NoSuchImport, NothingToImport
from simcare.cards.models import CardImport, Product, SavedMapping
from simcare.cards.rules.columns import COLUMNS, FIXABLE, REQUIRED, guess, is_header
from simcare.cards.values import ImportState
from simcare.kernel import audit, bell, files, progress
from simcare.kernel.sheets import TableTooLarge, TableUnreadable, open_table
from simcare.kernel.sheets.reading import MOST_BYTES

CHANNEL = "simcare_cards"
SAMPLE_ROWS = 20
RUNNING = (ImportState.CHECKING, ImportState.WRITING)


def begin(*, pieces: Iterable[bytes], name: str, platforms: Sequence[str], by: str, at: datetime) -> CardImport:
    """Take a file in and guess its columns. A file that we had before gives the import that it is."""
    content = b"".join(_limited(pieces))
    known = find_by_hash(hashlib.sha256(content).hexdigest())
    if known:
        return known
    try:
        with transaction.atomic():
            kept = files.keep(_cut(content), name=name, media_type="application/octet-stream", by=by, at=at)
            new = CardImport.objects.create(
                file=kept, sha256=kept.sha256, platforms=list(platforms), by=by, created_at=at
            )
    except IntegrityError:
        return CardImport.objects.exclude(state=ImportState.DROPPED).get(sha256=hashlib.sha256(content).hexdigest())
    _look_into(new, content)
    return new


def find_by_hash(sha256: str) -> CardImport | None:
    """The import of these bytes, if it is not dropped."""
    return CardImport.objects.filter(sha256=sha256).exclude(state=ImportState.DROPPED).first()


def get_import(import_id: int, *, lock: bool = False) -> CardImport:
    """One import. Raises NoSuchImport."""
    rows = (
        CardImport.objects.select_for_update(of=("self",))
        if lock
        else CardImport.objects.select_related("file", "work")
    )
    found = rows.filter(id=import_id).first()
    if found is None:
        raise NoSuchImport
    return found


@transaction.atomic
def check(
    *, import_id: int, mapping: Mapping[str, int], fixed: Mapping[str, str], by: str, at: datetime, save_as: str = ""
) -> CardImport:
    """Have the file read by these columns; nothing becomes a card yet. Raises ColumnsMissing, ImportBusy."""
    origin = get_import(import_id, lock=True)
    if origin.state in RUNNING or origin.card_count:
        raise ImportBusy
    chosen = {name: number for name, number in mapping.items() if name in COLUMNS and 0 <= number < len(origin.header)}
    said = {
        name: text.strip() for name, text in fixed.items() if name in FIXABLE and text.strip() and name not in chosen
    }
    missing = [name for name in REQUIRED if name not in chosen and name not in said]
    if missing:
        raise ColumnsMissing("No column is chosen for: %(columns)s.", columns=missing)
    if save_as.strip():
        told = {"header": origin.header, "mapping": chosen, "fixed": said, "by": by, "saved_at": at}
        SavedMapping.objects.update_or_create(name=save_as.strip()[:80], defaults=told)
    origin.mapping, origin.fixed, origin.trouble = chosen, said, ""
    return _start(origin, ImportState.CHECKING, by, at)


@transaction.atomic
def write(*, import_id: int, takes_good_rows: bool, by: str, at: datetime) -> CardImport:
    """Have the checked rows made cards: all or none, or the good ones only. Raises NothingToImport, ImportBusy."""
    origin = get_import(import_id, lock=True)
    if origin.state != ImportState.CHECKED:
        raise ImportBusy
    if not origin.good_count or (origin.bad_count and not takes_good_rows):
        raise NothingToImport
    origin.takes_good_rows = takes_good_rows
    told = {"file": origin.file.name, "rows": origin.good_count, "left_out": origin.bad_count}
    audit.record("cards.import_started", by=by, at=at, subject=f"card_import:{origin.id}", after=told)
    return _start(origin, ImportState.WRITING, by, at)


@transaction.atomic
def stop(*, import_id: int, by: str, at: datetime) -> None:
    """Stop at the next step; what is in stock stays, and it can be taken up again."""
    origin = get_import(import_id)
    if origin.work_id and origin.state in RUNNING:
        progress.ask_to_stop(origin.work_id)
        audit.record("cards.import_stopped", by=by, at=at, subject=f"card_import:{origin.id}")


@transaction.atomic
def resume(*, import_id: int, by: str, at: datetime) -> CardImport:
    """Take a stopped import up where it stood. Raises ImportBusy when it is not stopped."""
    origin = get_import(import_id, lock=True)
    if origin.state != ImportState.STOPPED:
        raise ImportBusy
    was_writing = origin.work is not None and origin.work.kind == "cards.writing"
    return _start(origin, ImportState.WRITING if was_writing else ImportState.CHECKING, by, at)


@transaction.atomic
def drop(*, import_id: int, by: str, at: datetime) -> None:
    """Forget an import that brought nothing; its file may then come again. Raises ImportBusy."""
    origin = get_import(import_id, lock=True)
    if origin.state in RUNNING or origin.card_count:
        raise ImportBusy
    origin.rows.all().delete()
    CardImport.objects.filter(id=origin.id).update(state=ImportState.DROPPED, finished_at=at)
    audit.record("cards.import_dropped", by=by, at=at, subject=f"card_import:{origin.id}")


def _limited(pieces: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_BYTES:
            raise files.FileTooLarge("The file has more than %(most)s MB.", most=MOST_BYTES // (1024 * 1024))
        yield piece


def _cut(content: bytes) -> Iterable[bytes]:
    return (content[start : start + 1024 * 1024] for start in range(0, len(content), 1024 * 1024))


def _look_into(new: CardImport, content: bytes) -> None:
    """Header, sample and a first guess of the columns; or why it can't be read."""
    try:
        with open_table(content) as table:
            rows = [row for row in islice(next(table.batches, []), SAMPLE_ROWS + 1) if any(row)]
    except (TableUnreadable, TableTooLarge) as refusal:
        new.state, new.trouble, new.trouble_values = ImportState.FAILED, refusal.words, refusal.values
        new.save(update_fields=["state", "trouble", "trouble_values"])
        return
    has_header = bool(rows) and is_header(rows[0])
    width = max(map(len, rows), default=0)
    new.header = [(rows[0] + [""] * width)[at] for at in range(width)] if has_header else [""] * width
    new.sample = rows[1:] if has_header else rows[:SAMPLE_ROWS]
    saved = SavedMapping.objects.filter(header=new.header).order_by("-saved_at").first() if has_header else None
    new.mapping = saved.mapping if saved else guess(new.header, new.sample, _names(new.platforms))
    new.fixed = saved.fixed if saved else _only_choices(new)
    new.save(update_fields=["header", "sample", "mapping", "fixed"])


def _names(platforms: Sequence[str]) -> dict[str, frozenset[str]]:
    products = Product.objects.values_list("code", "name")
    return {
        "product": frozenset(name.casefold() for pair in products for name in pair),
        "platform": frozenset(name.casefold() for name in platforms),
        "account": frozenset(name.casefold() for name in Account.objects.values_list("name", flat=True)),
    }


def _only_choices(new: CardImport) -> dict[str, str]:
    """Where there is one product or platform only, it is meant."""
    products = list(Product.objects.values_list("code", flat=True)[:2])
    only = {"product": products, "platform": new.platforms}
    return {name: there[0] for name, there in only.items() if len(there) == 1 and name not in new.mapping}


def _start(origin: CardImport, state: ImportState, by: str, at: datetime) -> CardImport:
    kind = "cards.writing" if state is ImportState.WRITING else "cards.checking"
    total = origin.good_count if state is ImportState.WRITING else None
    origin.state, origin.work = state, progress.begin(kind, by=by, at=at, total=total)
    origin.save()
    bell.ring(CHANNEL)
    return origin
