"""Files of usage from the disk, several at the same time, and one that somebody has brought, with its progress."""

import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from simcare.kernel import files, progress
from simcare.kernel.alone import alone
from simcare.usage.actions.ingest import Incoming, Loaded, ingest, ingest_together
from simcare.usage.actions.uploads import end, give_up
from simcare.usage.models import SavedMapping, UsageUpload
from simcare.usage.queries.mappings import get_mapping
from simcare.usage.values import UploadState

log = logging.getLogger("simcare.uploads")

JOBS: Final = 2
"""Files loaded at the same time. The work is the database's: more of them than it has cores gain nothing."""
BATCH_BYTES: Final = 32 * 1024 * 1024
"""So much goes in by one transaction, about 300,000 records: they are sorted in memory, and nobody waits long."""
PIECE_BYTES: Final = 1024 * 1024
PROGRESS_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Outcome:
    """What came of a file: it is in, or there was trouble with it."""

    path: Path
    loaded: Loaded | None
    trouble: str = ""


def load_files(
    paths: Iterable[Path], *, source: str, mapping: str = "", by: str, at: datetime, jobs: int = JOBS
) -> Iterator[Outcome]:
    """Load files, and tell of each as it is done; `source` is who numbers their records.

    A mapping, by its name, reads files that are no CDRs and knows their source. Raises NoSuchMapping.
    """
    chosen = get_mapping(mapping) if mapping else None
    load = partial(_load, source=chosen.source.name if chosen else source, mapping=chosen, by=by, at=at)
    with ThreadPoolExecutor(jobs) as pool:
        for done in as_completed([pool.submit(load, batch) for batch in _batches(list(paths), jobs)]):
            yield from done.result()


def pieces_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file on the disk."""
    with path.open("rb") as opened:
        yield from iter(partial(opened.read, PIECE_BYTES), b"")


def _batches(paths: Sequence[Path], jobs: int) -> list[list[Path]]:
    """Neighbours go in together, alike in bytes, and as many batches to each job."""
    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    total = max(sum(sizes), 1)
    count = jobs * math.ceil(total / (jobs * BATCH_BYTES))
    batches: list[list[Path]] = [[] for _ in range(count)]
    before = 0
    for path, size in zip(paths, sizes, strict=True):
        batches[min(before * count // total, count - 1)].append(path)
        before += size
    return [batch for batch in batches if batch]


def _load(batch: Sequence[Path], *, source: str, mapping: SavedMapping | None, by: str, at: datetime) -> list[Outcome]:
    """Load a batch together; where one file has trouble each goes by itself, so that it holds up no other."""
    files = [Incoming(path.name, partial(pieces_of, path)) for path in batch]
    try:
        loaded = ingest_together(files, source=source, mapping=mapping, by=by, at=at)
        return [Outcome(path, each) for path, each in zip(batch, loaded, strict=True)]
    except (InterfaceError, OperationalError):
        raise  # the database is away, for all files
    except Exception as trouble:
        if len(batch) > 1:
            return [told for path in batch for told in _load([path], source=source, mapping=mapping, by=by, at=at)]
        if isinstance(trouble, OSError):
            return [Outcome(batch[0], None, trouble.strerror or str(trouble))]
        log.exception("%s can't be loaded", batch[0])
        return [Outcome(batch[0], None, type(trouble).__name__)]
    finally:
        connection.close()  # this thread's own


def run_upload(*, upload_id: int, at: datetime) -> bool:
    """Load a file that somebody has brought, unless another process is at it; returns whether it was done here.

    It is read twice and is there as a whole or not at all, so the progress counts half of what was read, in another
    transaction than the file's. Killed, it is loaded anew.
    """
    with alone(f"usage upload {upload_id}") as is_mine:
        upload = UsageUpload.objects.select_related("file", "work", "source", "mapping").filter(id=upload_id).first()
        if not is_mine or upload is None or upload.work is None or upload.state != UploadState.WRITING:
            return False
        reader = _Reader(upload)
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(reader.load, at)
            while not wait([loading], PROGRESS_SECONDS).done:
                progress.advance(upload.work, done=reader.read_bytes // 2)
        try:
            end(upload, loading.result(), at=at)
        except (InterfaceError, OperationalError):
            raise  # the database is away: it is loaded when that is back
        except Exception as trouble:
            log.exception("upload %s can't be loaded", upload_id)
            give_up(upload, error=type(trouble).__name__, at=at)
    return True


class _Reader:
    """Loads an upload in a thread of its own, and counts what it has read.

    Its parts are taken from the database first: a connection that copies records in answers no question.
    """

    def __init__(self, upload: UsageUpload) -> None:
        self._upload = upload
        self._parts: list[bytes] = []
        self.read_bytes = 0

    def load(self, at: datetime) -> Loaded:
        upload, mapping = self._upload, self._upload.mapping
        source = upload.source.name if upload.source else ""
        try:
            self._parts = list(files.read(upload.file))
            return ingest(
                pieces=self._pieces, name=upload.file.name, source=source, mapping=mapping, by=upload.by, at=at
            )
        finally:
            connection.close()  # this thread's own

    def _pieces(self) -> Iterator[bytes]:
        for piece in self._parts:
            self.read_bytes += len(piece)
            yield piece
