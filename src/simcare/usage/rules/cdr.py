"""Usage files of EIOTCLUB: eight columns, id to network (operator-platforms.md §8), made ready for COPY.

A block of lines in their usual shape is checked as a whole and handed on untouched; any other line is read by itself.
What is handed on has one line for each line of the file, empty where that line is no record, so that the database can
number them.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from typing import Final

from simcare.usage.values import Flaw

COLUMNS: Final = ("id", "start_time", "stop_time", "iccid", "imsi", "data_usage", "imei", "mccmnc")
NOTHING: Final = b",,,,,,,\n"
"""A line that is no record."""
MOST_LINE_BYTES: Final = 4_096
MOST_FLAWS: Final = 1_000
"""So many bad lines are told one by one; the others are counted."""

_DAY: Final = (
    rb"20\d\d-(?:(?:0[1-9]|1[0-2])-(?:[01][1-9]|10|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_TIME: Final = _DAY + rb" (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_USUAL: Final = re.compile(
    rb"(?:\d{1,18},%b,%b,[0-9A-Z]{19,20},\d{0,15},\d{1,15},\d{0,16},\d{0,6}\n)*+" % (_TIME, _TIME)
)
_BETWEEN: Final = re.compile(r"[\s\-]")
_ICCID: Final = re.compile(r"[0-9A-Z]{19,20}")


@dataclass
class Reading:
    """How far a file has been read, and what is wrong with it; `flaws` are the first ones, `bad_count` all."""

    line: int = 0
    header_count: int = 0
    bad_count: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def copy_text(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The file as COPY takes it: CSV of key, start, end, ICCID, IMSI, bytes, IMEI, network."""
        for block in _whole_lines(pieces):
            yield from self._checked(block)

    def blame(self, line: int, code: str, text: bytes | str = b"") -> None:
        """Note that a line is bad."""
        self.bad_count += 1
        if len(self.flaws) < MOST_FLAWS:
            said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            self.flaws.append(Flaw(line, code, said.replace("\x00", "").strip()[:200]))

    def _checked(self, block: bytes) -> Iterator[bytes]:
        start = 0
        while start < len(block):
            found = _USUAL.match(block, start)
            end = found.end() if found else start
            if end > start:
                self.line += block.count(b"\n", start, end)
                yield block[start:end]
            if end < len(block):
                start = block.index(b"\n", end) + 1
                yield self._by_itself(block[end:start])
            else:
                start = end

    def _by_itself(self, line: bytes) -> bytes:
        """One line that is not in the usual shape: perhaps a header, quoted, or with blanks; else it is bad."""
        self.line += 1
        if len(line) > MOST_LINE_BYTES:
            self.blame(self.line, "too_long", line[:200])
            return NOTHING
        try:
            cells = [cell.strip() for cell in next(csv.reader([line.decode("utf-8-sig").strip()], strict=True), [])]
        except (UnicodeDecodeError, csv.Error):
            cells = []
        if not line.strip() or _is_header(cells):
            self.header_count += 1
            return NOTHING
        try:
            return record_text(cells)
        except ValueError as flaw:
            self.blame(self.line, str(flaw), line)
            return NOTHING


def record_text(cells: list[str]) -> bytes:
    """A record for COPY, from its cells in the order of COLUMNS. Raises ValueError with the code of its flaw."""
    if len(cells) != len(COLUMNS):
        raise ValueError("columns")
    record_id, started, stopped, iccid, imsi, used, imei, network = cells
    row = (
        str(key_of(record_id)),
        _moment(started, "started_at"),
        _moment(stopped, "stopped_at"),
        iccid_of(iccid),
        imsi[:32],
        _whole_number(used),
        imei[:32],
        network[:16],
    )
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cell.replace("\x00", "") for cell in row)
    return out.getvalue().encode()


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


def _moment(text: str, code: str) -> str:
    """A time as PostgreSQL reads it; without a zone it is UTC, as the platform says."""
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise ValueError(code) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).isoformat(sep=" ")
    except OverflowError:
        raise ValueError(code) from None


def _whole_number(text: str) -> str:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("used_bytes")
    if len(text.lstrip("0")) > 15:
        raise ValueError("too_large")
    return str(int(text))


def _is_header(cells: list[str]) -> bool:
    """A row of names, where a record would have its number and times: none of these has a digit."""
    return len(cells) == len(COLUMNS) and not any(sign.isdigit() for cell in cells[:3] for sign in cell)


def _whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
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
