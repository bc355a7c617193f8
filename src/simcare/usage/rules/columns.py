"""How a file is laid out, guessed from its beginning: its signs, which column is which, how times and amounts stand."""

import codecs
import csv
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Final

from simcare.usage.rules.mapped import bytes_of, moment_of
from simcare.usage.rules.reading import iccid_of
from simcare.usage.values import AMOUNT_COLUMNS, DELIMITERS, TIME_FORMATS, Layout

SAMPLE_ROWS: Final = 20
_SEPARATORS: Final = re.compile(r"[\s_\-./:()\[\]#*]+")
_UNIT_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("b", "byte", "bytes", "octets"), "B"),
    **dict.fromkeys(("kb", "kbyte", "kbytes"), "KB"),
    **dict.fromkeys(("mb", "mbyte", "mbytes"), "MB"),
    **dict.fromkeys(("gb", "gbyte", "gbytes"), "GB"),
    "kib": "KiB",
    "mib": "MiB",
    "gib": "GiB",
}
_TAILS: Final = frozenset(_UNIT_WORDS) | {"utc", "gmt", "local"}
"""What a header may add to the name of its column."""


@dataclass(frozen=True)
class Guess:
    """A layout that may be right, with what it was guessed from: the names of the columns and the rows below."""

    layout: Layout
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def guess(head: bytes) -> Guess:
    """From the beginning of a file; of one that nothing fits, a layout without columns."""
    text, encoding = _decoded(head)
    lines = [line for line in text.splitlines() if line.strip()][: SAMPLE_ROWS + 1]
    delimiter = max(DELIMITERS, key=lambda sign: (lines[0].count(sign) if lines else 0, sign == ","))
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    has_header = bool(rows) and not any(sum(map(str.isdigit, cell)) > 5 for cell in rows[0])
    width = max(map(len, rows), default=0)
    padded = [tuple(row + [""] * (width - len(row))) for row in rows]
    header, sample = (padded[0], padded[1:]) if has_header else (("",) * width, padded[:SAMPLE_ROWS])
    columns = _columns(header, sample)
    layout = Layout(
        columns,
        delimiter=delimiter,
        encoding=encoding,
        has_header=has_header,
        time_format=_time_format(_cells(sample, columns.get("started_at"))),
        unit=_unit([header[columns[name]] for name in AMOUNT_COLUMNS if name in columns]),
    )
    amounts = [cell for name in AMOUNT_COLUMNS for cell in _cells(sample, columns.get(name))]
    return Guess(_with_decimal(layout, amounts), header, tuple(sample))


def _decoded(head: bytes) -> tuple[str, str]:
    """UTF-16 by its mark, then UTF-8, then what Chinese and Western machines write; the end may be half a character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return codecs.getincrementaldecoder("utf-16")("replace").decode(head), "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return head.decode("cp1252", errors="replace"), "cp1252"


def _columns(header: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, int]:
    """By the words of the header; the ICCID and the start also by what stands below."""
    found: dict[str, int] = {}
    for number, name in enumerate(header):
        field = _by_header(name)
        if field and field not in found:
            found[field] = number
    for field, fits in (("iccid", _is_iccid), ("started_at", _is_time), ("stopped_at", _is_time)):
        if field not in found or (field == "iccid" and not _all(fits, _cells(sample, found[field]))):
            found.pop(field, None)
            free = set(range(len(header))) - set(found.values())
            if fitting := [number for number in free if _all(fits, _cells(sample, number))]:
                found[field] = min(fitting)
    return found


def _by_header(name: str) -> str:
    plain = _plain(name)
    for said in (plain, _without_tail(plain)):
        if field := next((field for field, names in _NAMES.items() if said in names), ""):
            return field
    return ""


def _plain(name: str) -> str:
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", name))  # startTime
    return _SEPARATORS.sub(" ", spelled).strip().casefold()


def _without_tail(plain: str) -> str:
    rest, _, tail = plain.rpartition(" ")
    return rest if tail in _TAILS else plain


_NAMES: Final = {
    field: frozenset(map(_plain, words)) | {_plain(field)}
    for field, words in tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8")).items()
}


def _cells(sample: Sequence[Sequence[str]], number: int | None) -> list[str]:
    return [] if number is None else [row[number] for row in sample if row[number]]


def _all(fits: Callable[[str], bool], cells: Sequence[str]) -> bool:
    """Most of them, for a line may be bad."""
    return bool(cells) and sum(map(fits, cells)) * 10 >= len(cells) * 8


def _is_iccid(cell: str) -> bool:
    try:
        return iccid_of(cell).startswith("89")
    except ValueError:
        return False


def _is_time(cell: str) -> bool:
    """Written with signs; a bare number may be anything."""
    return not cell.isdecimal() and any(_is_written(written, cell) for written in TIME_FORMATS)


def _is_written(written: str, cell: str) -> bool:
    try:
        return moment_of(cell, written, UTC, "").year >= 2015
    except ValueError:
        return False


def _time_format(cells: Sequence[str]) -> str:
    return next((written for written in TIME_FORMATS if _all(partial(_is_written, written), cells)), "iso")


def _unit(names: Sequence[str]) -> str:
    return next((unit for name in names if (unit := _UNIT_WORDS.get(_plain(name).rpartition(" ")[2]))), "B")


def _with_decimal(layout: Layout, amounts: Sequence[str]) -> Layout:
    """A comma is the sign of decimals where a full stop can't be."""
    other = Layout(**{**layout.to_json(), "decimal": ","})
    return other if not _all(lambda cell: _is_amount(cell, layout), amounts) and amounts else layout


def _is_amount(cell: str, layout: Layout) -> bool:
    try:
        return bytes_of(cell, layout) >= 0
    except ValueError:
        return False
