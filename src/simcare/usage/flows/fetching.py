"""Usage files are fetched from operators' folders: listed, waited for until they are finished, loaded once each."""

import logging
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from simcare.kernel.alone import alone
from simcare.kernel.errors import Permanent, SimcareError, Temporary
from simcare.usage.actions import drops
from simcare.usage.actions.ingest import ingest
from simcare.usage.connectors import Folder, open_folder
from simcare.usage.flows.loading import pieces_of
from simcare.usage.models import Drop, DroppedFile

log = logging.getLogger("simcare.drops")

MOST_AT_ONCE: Final = 500
"""Files of one look; the next look takes the others."""
MOST_BYTES: Final = 2 * 1024**3


def fetch_due(now: Callable[[], datetime]) -> int:
    """Look into each drop that is due; returns how many files were loaded."""
    return sum(look_into(drop, now) for drop in drops.due_drops(now()))


def look_into(drop: Drop, now: Callable[[], datetime]) -> int:
    """Look into one drop. What goes wrong is noted on it in words, and tried again at its next look."""
    with alone(f"usage drop {drop.pk}") as is_mine:
        return _look(drop, now) if is_mine else 0


def _look(drop: Drop, now: Callable[[], datetime]) -> int:
    count = 0
    try:
        with closing(open_folder(drops.access_of(drop))) as folder:
            for file in drops.note_entries(drop=drop, entries=folder.entries(), at=now())[:MOST_AT_ONCE]:
                count += _fetch(folder, drop, file, now())
    except (Temporary, Permanent, SimcareError) as refusal:
        log.warning("%s: %s", drop.name, refusal)
        drops.note_look(drop, at=now(), trouble=str(refusal))
    else:
        drops.note_look(drop, at=now())
    return count


def _fetch(folder: Folder, drop: Drop, file: DroppedFile, at: datetime) -> bool:
    """Load one file; one that grew since it was listed waits for the next look."""
    with tempfile.TemporaryDirectory(prefix="simcare-drop-") as place:
        path = Path(place) / "file"
        size_bytes = 0
        with path.open("wb") as kept:
            for piece in folder.pieces(file.name):
                size_bytes += kept.write(piece)
                if size_bytes > min(file.size_bytes, MOST_BYTES):
                    break
        if size_bytes != file.size_bytes:
            log.info("%s: %s is not as long as it was listed, and waits", drop.name, file.name)
            return False
        loaded = ingest(
            pieces=partial(pieces_of, path),
            name=file.name,
            source=drop.source,
            mapping=drop.mapping,
            by=f"drop {drop.name}",
            at=at,
        )
    drops.note_fetched(file, loaded.file, at=at)
    return True
