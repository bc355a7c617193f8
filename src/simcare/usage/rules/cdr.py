"""Usage files of EIOTCLUB: eight columns, id to network (operator-platforms.md §8), made ready for COPY.

A block of lines in their usual shape is checked as a whole and handed on untouched; any other line is read by itself.
What is handed on has one line for each line of the file, empty where that line is no record, so that the database can
number them.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from simcare.usage.rules.reading import MOST_LINE_BYTES, NOTHING, Reading, copy_line, iccid_of, key_of, whole_lines

COLUMNS: Final = ("id", "start_time", "stop_time", "iccid", "imsi", "data_usage", "imei", "mccmnc")

_DAY: Final = (
    rb"20\d\d-(?:(?:0[1-9]|1[0-2])-(?:[01][1-9]|10|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_TIME: Final = _DAY + rb" (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_USUAL: Final = re.compile(
    rb"(?:\d{1,18}+,%b,%b,[0-9A-Z]{19,20}+,\d{0,15}+,\d{1,15}+,\d{0,16}+,\d{0,6}+\n)*+" % (_TIME, _TIME)
)


@dataclass
class CdrReading(Reading):
    """A file of EIOTCLUB."""

    def copy_text(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for block in whole_lines(pieces):
            yield from self._checked(block)

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
    return copy_line(row)


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
