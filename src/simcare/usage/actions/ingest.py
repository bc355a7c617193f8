"""Files of usage, each once: staged, stored, summed and metered in one transaction, one file or several together.

A file is known by the hash of its bytes, a record by its key. Killed at any point, nothing of the files is there, and
they may be loaded again; loaded again when they are there, nothing changes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from simcare.kernel import outbox, points
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions import staging
from simcare.usage.actions.alerts import settle
from simcare.usage.events import CardsUsed, CardUsed, UsageRolledUp
from simcare.usage.models import BadLine, SavedMapping, UsageFile, UsageSource
from simcare.usage.rules.cdr import CdrReading
from simcare.usage.rules.mapped import MappedReading
from simcare.usage.rules.reading import MOST_FLAWS, Reading
from simcare.usage.values import Flaw, Layout

Pieces = Callable[[], Iterable[bytes]]
"""Opens a file anew and gives its bytes piece by piece: it is read twice, for its hash and for its records."""

MOST_TOLD: Final = 200
"""Cards that are told one by one; of more, their accounts are told."""


@dataclass(frozen=True)
class Incoming:
    """A file that wants in: what it is called, and its bytes."""

    name: str
    pieces: Pieces


@dataclass(frozen=True)
class Loaded:
    """A file that is in; `is_new` says whether it came now, or was there before."""

    file: UsageFile
    is_new: bool


def ingest(
    *, pieces: Pieces, name: str, source: str, mapping: SavedMapping | None = None, by: str, at: datetime
) -> Loaded:
    """Load a file of CDRs whose records are numbered by `source`, or any that a mapping reads.

    Its good lines go in, the bad ones are noted. A file of which nothing could be read is read anew by another mapping.
    """
    (loaded,) = ingest_together([Incoming(name, pieces)], source=source, mapping=mapping, by=by, at=at)
    return loaded


def ingest_together(
    files: Sequence[Incoming], *, source: str, mapping: SavedMapping | None = None, by: str, at: datetime
) -> list[Loaded]:
    """Load files as `ingest` does, all of them or none: what they add to a day or a meter is added at once."""
    measured = [_measure(file.pieces()) for file in files]
    claimed, new = dict[str, Loaded](), list[tuple[UsageFile, Pieces]]()
    with acting_as_provider():
        numbered_by, _ = UsageSource.objects.get_or_create(name=source, defaults={"created_at": at})
        for (sha256, size_bytes), file in sorted(zip(measured, files, strict=True), key=lambda pair: pair[0]):
            if sha256 in claimed:
                continue
            told = UsageFile(source=numbered_by, mapping=mapping, name=file.name[:200], received_at=at, by=by)
            told.sha256, told.size_bytes = sha256, size_bytes
            claimed[sha256] = _claim(told)
            if claimed[sha256].is_new:
                new.append((told, file.pieces))
        if new:
            _load(new, mapping, at)
        points.reach("usage.ingest.before_commit")
    points.reach("usage.ingest.after_commit")
    return [claimed[sha256] for sha256, _ in measured]


def find_same(pieces: Iterable[bytes]) -> UsageFile | None:
    """The file of these bytes, if it is in."""
    return find_file(_measure(pieces)[0])


def find_file(sha256: str) -> UsageFile | None:
    """The file of the bytes with this hash, if it is in."""
    with acting_as_provider():
        return UsageFile.objects.filter(sha256=sha256).first()


def _measure(pieces: Iterable[bytes]) -> tuple[str, int]:
    digest, size_bytes = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size_bytes += len(piece)
    return digest.hexdigest(), size_bytes


def reading_of(mapping: SavedMapping | None) -> Reading:
    """Reads a file by this mapping, or as CDRs."""
    return MappedReading(layout=Layout(**mapping.layout)) if mapping else CdrReading()


def _is_other(mapping: SavedMapping | None, known: UsageFile) -> bool:
    """Whether this mapping is not what the file was read by; one that was saved again since then is another."""
    return known.mapping != mapping or (mapping is not None and mapping.saved_at > known.received_at)


def _claim(file: UsageFile) -> Loaded:
    """Its row, or the one that is there; waits for another process that loads the same bytes.

    A process claims its files in the order of their hashes, so no two wait for each other for ever.
    """
    known = find_file(file.sha256)
    if known and not (known.is_unreadable and _is_other(file.mapping, known)):
        return Loaded(known, is_new=False)
    if known:
        known.delete()
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        return Loaded(UsageFile.objects.get(sha256=file.sha256), is_new=False)
    return Loaded(file, is_new=True)


def _load(files: Sequence[tuple[UsageFile, Pieces]], mapping: SavedMapping | None, at: datetime) -> None:
    readings = dict[int, Reading]()
    staging.open_stage()
    for file, pieces in files:
        readings[file.pk] = reading_of(mapping)
        staging.stage(file, readings[file.pk].copy_text(pieces()))
    hours, impossible = staging.look_at_hours(), defaultdict[int, list[Flaw]](list)
    if not all(staging.is_possible(hour, at) for hour in hours):
        for file_id, flaw in staging.take_out_impossible(at):
            impossible[file_id].append(flaw)
        hours = staging.look_at_hours()
    if mapping:
        staging.name_cards()
    points.reach("usage.ingest.staged")
    stored = staging.store(hours)
    points.reach("usage.ingest.stored")
    staging.advance_sums()
    settle(at)
    _tell_accounts()
    staging.close_stage()
    for file, _ in files:
        _note(file, readings[file.pk], impossible[file.pk], stored.get(file.pk, staging.Stored()))


def _tell_accounts() -> None:
    """Open pages of accounts follow their cards: each card is told when few have something new, else each account."""
    cards = staging.touched_cards(MOST_TOLD)
    if cards is None:
        outbox.publish_many((CardsUsed(account_id=each), "cards:", each) for each in staging.touched_accounts())
    else:
        outbox.publish_many((CardUsed(card_id=card), f"card:{card}", account) for account, card in cards)


def _note(file: UsageFile, reading: Reading, impossible: list[Flaw], stored: staging.Stored) -> None:
    """What came of each line; what is new is told."""
    file.line_count = reading.line - reading.header_count
    file.bad_count = reading.bad_count + len(impossible)
    file.new_count, file.stray_count = stored.new_count, stored.stray_count
    file.repeated_count = file.line_count - file.bad_count - file.new_count - file.stray_count
    file.used_bytes, file.from_at, file.until_at = stored.used_bytes, stored.from_at, stored.until_at
    file.save()
    flaws = sorted([*reading.flaws, *impossible], key=lambda flaw: flaw.line)[:MOST_FLAWS]
    BadLine.objects.bulk_create(BadLine(file=file, line=flaw.line, code=flaw.code, text=flaw.text) for flaw in flaws)
    if stored.from_at and stored.until_at:
        told = UsageRolledUp(
            file_id=file.pk,
            record_count=stored.new_count,
            card_count=stored.card_count,
            from_at=stored.from_at.isoformat(),
            until_at=stored.until_at.isoformat(),
        )
        outbox.publish(told, subject=f"usage_file:{file.pk}")
