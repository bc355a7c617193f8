"""The parent's side of reading a table: rows come in batches, whatever happens to the child."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from simcare.kernel.sheets.errors import TableTooLarge, TableUnreadable

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of a file; 100,000 cards with all their columns are 10 MB as CSV and 6 MB as XLSX."""
PATIENCE_SECONDS: Final = 300.0

_REFUSALS: Final = {error.code: error for error in (TableTooLarge, TableUnreadable)}


@dataclass(frozen=True)
class Table:
    """A file that is being read. `batches` ends with the last row; its first row may be a header."""

    kind: str
    encoding: str
    sheets: tuple[str, ...]
    sheet: str
    batches: Iterator[list[list[str]]]


@contextmanager
def open_table(content: bytes, sheet: str = "") -> Iterator[Table]:
    """Read a CSV or XLSX file. Raises TableUnreadable or TableTooLarge, here or while the rows come."""
    if len(content) > MOST_BYTES:
        raise TableTooLarge(
            "The file has %(size)s bytes; %(most)s are taken. Split it into several files.",
            size=len(content),
            most=MOST_BYTES,
        )
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        command = [sys.executable, "-m", "simcare.kernel.sheets.child", sheet]
        process = subprocess.Popen(
            command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
        )
    watch = threading.Timer(PATIENCE_SECONDS, process.kill)
    watch.daemon = True
    watch.start()
    try:
        answers = _answers(process)
        head = next(answers)
        yield Table(
            kind=head["kind"],
            encoding=head["encoding"],
            sheets=tuple(head["sheets"]),
            sheet=head.get("sheet", ""),
            batches=(answer["rows"] for answer in answers),
        )
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        with suppress(OSError):
            if process.stdout:
                process.stdout.close()


def _answers(process: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:  # Any: JSON
    assert process.stdout
    count = 0
    for line in process.stdout:
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise _REFUSALS.get(answer["error"], TableUnreadable)(answer["words"], **answer["values"])
        count += 1
        yield answer
    if (status := process.wait()) or not count:
        raise TableTooLarge(
            "Reading it took more time or memory than one file may use. Split it into several files.", status=status
        )


def _environment() -> dict[str, str]:
    """Only what Python needs: no address of a database and no secret reaches the child."""
    return {
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
