"""Many files of usage at once: each in a transaction of its own, several at the same time."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.db import connection

from simcare.usage.actions.ingest import Loaded, ingest
from simcare.usage.models import SavedMapping
from simcare.usage.queries.mappings import get_mapping

JOBS: Final = 2
"""Files loaded at the same time. The work is the database's: more of them than it has cores gain nothing."""
PIECE_BYTES: Final = 1024 * 1024


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
