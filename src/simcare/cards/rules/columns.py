"""Which column of a file is which: guessed from its header in eight languages, and from what stands in it."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from simcare.cards.errors import IdentifierUnreadable
from simcare.cards.rules.identifiers import luhn_valid, normalise_iccid

REQUIRED: Final = ("iccid", "product", "platform")
OPTIONAL: Final = ("imsi", "msisdn", "eid", "imei", "label", "batch", "sold_on", "account", "dealer")
COLUMNS: Final = REQUIRED + OPTIONAL
FIXABLE: Final = ("product", "platform", "batch", "sold_on", "account", "dealer")
"""What may be the same for every row, and so be said once instead of standing in a column."""

WORDS: Final[Mapping[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "columns.toml").read_text(encoding="utf-8")
)
_LOOKS_AT: Final = 20
_SEPARATORS: Final = re.compile(r"[\s_\-./:()#*]+")


def guess(
    header: Sequence[str], sample: Sequence[Sequence[str]], known: Mapping[str, frozenset[str]]
) -> dict[str, int]:
    """Our column -> number of theirs. `known` are the names of products, platforms and accounts that there are.

    A header's word comes first; where none fits, what stands in the column decides.
    """
    found: dict[str, int] = {}
    for number, name in enumerate(header):
        field = _by_header(name)
        if field and field not in found:
            found[field] = number
    if "iccid" in found and not _fits(sample, found["iccid"], _may_be_iccid):
        del found["iccid"]
    for field, fits in _TESTS.items():
        if field not in found:
            _take(found, field, sample, fits)
    for field, names in known.items():
        if field not in found:
            _take(found, field, sample, partial(_is_one_of, names))
    return found


def is_header(row: Sequence[str]) -> bool:
    """Whether a first row names columns: it holds no ICCID, and not only numbers."""
    return not any(_is_iccid(cell) for cell in row) and any(cell and not cell.isdecimal() for cell in row)


def _by_header(name: str) -> str:
    said = plain(name)
    return next((field for field, names in _NAMES.items() if said in names), "")


def plain(name: str) -> str:
    """A name without case, marks and doubled blanks, to compare it with others."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


_NAMES: Final = {field: frozenset(map(plain, words)) | {plain(field)} for field, words in WORDS.items()}


def _take(found: dict[str, int], field: str, sample: Sequence[Sequence[str]], fits: Callable[[str], bool]) -> None:
    width = max((len(row) for row in sample), default=0)
    free = [number for number in range(width) if number not in found.values()]
    number = next((number for number in free if _fits(sample, number, fits)), None)
    if number is not None:
        found[field] = number


def _fits(sample: Sequence[Sequence[str]], number: int, fits: Callable[[str], bool]) -> bool:
    cells = [row[number] for row in sample[:_LOOKS_AT] if number < len(row) and row[number]]
    return bool(cells) and sum(map(fits, cells)) * 10 >= len(cells) * 8


def _is_one_of(names: frozenset[str], cell: str) -> bool:
    return cell.casefold() in names


def _is_iccid(cell: str) -> bool:
    try:
        normalise_iccid(cell)
    except IdentifierUnreadable:
        return False
    return True


def _may_be_iccid(cell: str) -> bool:
    """An ICCID, or what a spreadsheet left of one, so that the column is found and its rows are refused in words."""
    return _is_iccid(cell) or bool(re.fullmatch(r"[89]\.[0-9]+E\+1[89]", cell)) or cell.startswith("89")


def _is_imei(cell: str) -> bool:
    return len(cell) == 15 and cell.isdecimal() and luhn_valid(cell) and cell.startswith(("35", "86", "01", "99"))


_TESTS: Final[dict[str, Callable[[str], bool]]] = {
    "iccid": _is_iccid,
    "eid": lambda cell: len(cell) == 32 and cell.isdecimal(),
    "imei": _is_imei,
    "imsi": lambda cell: len(cell) in (14, 15) and cell.isdecimal(),
    "sold_on": lambda cell: bool(re.fullmatch(r"20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}", cell)),
}
