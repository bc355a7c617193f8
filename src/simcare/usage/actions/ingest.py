"""A file of usage, once: staged, stored, summed and metered in one transaction.

A file is known by the hash of its bytes, a record by its key. Killed at any point, nothing of the file is there, and it
may be loaded again; loaded again when it is there, nothing changes.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from simcare.kernel import outbox, points
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions import staging
from simcare.usage.events import UsageRolledUp
from simcare.usage.models import BadLine, SavedMapping, UsageFile, UsageSource
from simcare.usage.rules.cdr import CdrReading
from simcare.usage.rules.mapped import MappedReading
from simcare.usage.rules.reading import MOST_FLAWS, Reading
from simcare.usage.values import Flaw, Layout

Pieces = Callable[[], Iterable[bytes]]
"""Opens a file anew and gives its bytes piece by piece: it is read twice, for its hash and for its records."""


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
    sha256, size_bytes = _measure(pieces())
    known = find_file(sha256)
    if known and not (known.is_unreadable and _is_other(mapping, known)):
        return Loaded(known, is_new=False)
    with acting_as_provider():
        if known:
            known.delete()
        numbered_by, _ = UsageSource.objects.get_or_create(name=source, defaults={"created_at": at})
        new = UsageFile(
            source=numbered_by,
            mapping=mapping,
            name=name[:200],
            sha256=sha256,
            size_bytes=size_bytes,
            received_at=at,
            by=by,
        )
        try:
            with transaction.atomic():
                new.save(force_insert=True)  # waits for another process that is loading the same bytes
        except IntegrityError:
            return Loaded(UsageFile.objects.get(sha256=sha256), is_new=False)
        _load(new, pieces())
        points.reach("usage.ingest.before_commit")
    points.reach("usage.ingest.after_commit")
    return Loaded(new, is_new=True)


def find_file(sha256: str) -> UsageFile | None:
    """The file of these bytes, if it is in."""
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


def _load(file: UsageFile, pieces: Iterable[bytes]) -> None:
    reading = reading_of(file.mapping)
    staging.stage(file, reading.copy_text(pieces))
    hours, impossible = staging.look_at_hours(), list[Flaw]()
    if not all(staging.is_possible(hour, file.received_at) for hour in hours):
        impossible = staging.take_out_impossible(file.received_at)
        hours = staging.look_at_hours()
    if file.mapping:
        staging.name_cards()
    points.reach("usage.ingest.staged")
    stored = staging.store(hours)
    points.reach("usage.ingest.stored")
    staging.advance_sums()
    staging.close_stage()
    _note(file, reading, impossible, stored)
    if stored.from_at and stored.until_at:
        told = UsageRolledUp(
            file_id=file.pk,
            record_count=stored.new_count,
            card_count=stored.card_count,
            from_at=stored.from_at.isoformat(),
            until_at=stored.until_at.isoformat(),
        )
        outbox.publish(told, subject=f"usage_file:{file.pk}")


def _note(file: UsageFile, reading: Reading, impossible: list[Flaw], stored: staging.Stored) -> None:
    """What came of each line."""
    file.line_count = reading.line - reading.header_count
    file.bad_count = reading.bad_count + len(impossible)
    file.new_count, file.stray_count = stored.new_count, stored.stray_count
    file.repeated_count = file.line_count - file.bad_count - file.new_count - file.stray_count
    file.used_bytes, file.from_at, file.until_at = stored.used_bytes, stored.from_at, stored.until_at
    file.save()
    told = sorted([*reading.flaws, *impossible], key=lambda flaw: flaw.line)[:MOST_FLAWS]
    BadLine.objects.bulk_create(BadLine(file=file, line=flaw.line, code=flaw.code, text=flaw.text) for flaw in told)
