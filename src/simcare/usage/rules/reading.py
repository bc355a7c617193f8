"""What every reading of a usage file has in common: lines in, text for COPY out, bad lines told by their number.

Text for COPY has one line for each line of the file, empty where that line is no record, so that the database can
number them: CSV of key, start, end, card, IMSI, bytes, IMEI, network.
"""

import csv
import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from typing import Final

from simcare.usage.values import Flaw, Line

NOTHING: Final = b",,,,,,,\n"
"""A line that is no record."""
MOST_LINE_BYTES: Final = 4_096
MOST_FLAWS: Final = 1_000
"""So many bad lines are told one by one; the others are counted."""
HEAD_BYTES: Final = 32 * 1024
"""So much of a file's beginning is looked at to guess how it is written."""

_BETWEEN: Final = re.compile(r"[\s\-]")
_ICCID: Final = re.compile(r"[0-9A-Z]{19,20}")


@dataclass
class Reading(ABC):
    """How far a file has been read, and what is wrong with it; `flaws` are the first ones, `bad_count` all."""

    line: int = 0
    header_count: int = 0
    bad_count: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    @abstractmethod
    def copy_text(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The file as COPY takes it."""

    def blame(self, line: int, code: str, text: bytes | str = b"") -> None:
        """Note that a line is bad."""
        self.bad_count += 1
        if len(self.flaws) < MOST_FLAWS:
            said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            self.flaws.append(Flaw(line, code, said.replace("\x00", "").strip()[:200]))


def copy_line(cells: Iterable[str]) -> bytes:
    """Cells as a line for COPY."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cell.replace("\x00", "") for cell in cells)
    return out.getvalue().encode()


def first_lines(reading: Reading, head: bytes, count: int) -> tuple[Line, ...]:
    """The first lines of a file as they are read; `head` is its beginning."""
    rows = csv.reader(StringIO(b"".join(reading.copy_text([head])).decode(), newline=""))
    flaws = {flaw.line: flaw for flaw in reading.flaws}
    return tuple(
        Line(number, tuple(cells) if any(cells) else (), flaws.get(number))
        for number, cells in enumerate(islice(rows, count), start=1)
    )


def key_of(record_id: str) -> int:
    """The number by which a record is known: its own, or 63 bits of a digest where its id is none.

    Keys count within one card, day and source: two ids of them meet by chance once in 2^63.
    """
    if not record_id or len(record_id) > 200:
        raise ValueError("record_id")
    if record_id.isascii() and record_id.isdecimal() and int(record_id) < 2**63:
        return int(record_id)
    return int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:8]) >> 1


def iccid_of(text: str) -> str:
    """An ICCID without blanks, dashes and the filler of its last half-byte. Raises ValueError."""
    compact = _BETWEEN.sub("", text).upper()
    if len(compact) == 20 and compact.endswith("F"):
        compact = compact[:-1]
    if not _ICCID.fullmatch(compact):
        raise ValueError("iccid")
    return compact


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks that end with a line end, which is one LF; of a line without an end only its beginning is kept."""
    rest = b""
    for piece in pieces:
        body, end, tail = piece.rpartition(b"\n")
        if end:
            yield _unix(rest + body + end)
            rest = tail
        elif len(rest) <= MOST_LINE_BYTES:
            rest += tail
    if rest:
        yield _unix(rest + b"\n")


def _unix(block: bytes) -> bytes:
    return block.replace(b"\r\n", b"\n") if b"\r" in block else block
