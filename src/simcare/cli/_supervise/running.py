"""The one `simcare up` on a folder of data: the lock that it holds, and its note saying where it is.

The kernel frees the lock when the process dies, however it dies, so a stale note never stands in the way.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from simcare.cli._supervise.ports import NAME
from simcare.cli._supervise.programs import Ports
from simcare.kernel.errors import SimcareError

FILE = "up.json"


class AlreadyUp(SimcareError):
    """Simcare is already up on this data."""


@dataclass(frozen=True)
class Note:
    """Which process is up, and where it listens."""

    pid: int
    ports: Ports

    @classmethod
    def read(cls, var: Path) -> Self | None:
        """The note of a living `up`; None when there is none."""
        with contextlib.suppress(FileNotFoundError, PermissionError), (var / FILE).open() as file:
            if not _lock(file, fcntl.LOCK_SH):
                return cls._parse(file.read())
        return None

    @classmethod
    def _parse(cls, text: str) -> Self | None:
        values = json.loads(text or "{}")
        return cls(values["pid"], Ports(**values["ports"])) if values else None


@contextlib.contextmanager
def hold(var: Path, numbers: Ports) -> Iterator[None]:
    """Be the one. Raises AlreadyUp, in words that tell where the first one is."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / FILE).open("a+") as file:
        if not _lock_patiently(file):
            note = Note.read(var)
            where = f"http://{NAME}:{note.ports.web} (process {note.pid})" if note else "it is just starting"
            raise AlreadyUp(f"Simcare is already up on this data: {where}. Nothing was changed.")
        file.truncate(0)
        file.write(json.dumps(asdict(Note(os.getpid(), numbers))))
        file.flush()
        yield


def _lock_patiently(file: IO[str]) -> bool:
    """A reader of the note holds the lock for an instant; that must not pass for a running desk."""
    for _ in range(5):
        if _lock(file, fcntl.LOCK_EX):
            return True
        time.sleep(0.05)
    return False


def _lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
