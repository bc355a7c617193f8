"""Files of usage from the disk, several at the same time, and one that somebody has brought, with its progress."""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from simcare.kernel import files, progress
from simcare.kernel.alone import alone
from simcare.usage.actions.ingest import Loaded, ingest
from simcare.usage.actions.uploads import end, give_up
from simcare.usage.models import SavedMapping, UsageUpload
from simcare.usage.queries.mappings import get_mapping
from simcare.usage.values import UploadState

log = logging.getLogger("simcare.uploads")

JOBS: Final = 2
"""Files loaded at the same time. The work is the database's: more of them than it has cores gain nothing."""
PIECE_BYTES: Final = 1024 * 1024
PROGRESS_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Outcome:
    """What came of a file: it is in, or it could not be read from the disk."""

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
        for done in as_completed([pool.submit(load, path) for path in paths]):
            yield done.result()


def pieces_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file on the disk."""
    with path.open("rb") as opened:
        yield from iter(partial(opened.read, PIECE_BYTES), b"")


def _load(path: Path, *, source: str, mapping: SavedMapping | None, by: str, at: datetime) -> Outcome:
    pieces = partial(pieces_of, path)
    try:
        return Outcome(path, ingest(pieces=pieces, name=path.name, source=source, mapping=mapping, by=by, at=at))
    except OSError as trouble:
        return Outcome(path, None, trouble.strerror or str(trouble))
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
