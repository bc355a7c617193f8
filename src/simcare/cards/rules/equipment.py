"""A row of a list of devices becomes a device to be, or the flaw that keeps it out."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simcare.cards.errors import IdentifierUnreadable
from simcare.cards.rules.columns import plain
from simcare.cards.rules.identifiers import ICCID_KEY_LENGTH, normalise_iccid, read_imei
from simcare.cards.rules.rows import Flaw, is_rounded

COLUMNS: Final = ("iccid", "kind", "model", "module", "imei", "place")
"""Of a list of devices, in the order that a list without a header has."""
REQUIRED: Final = ("iccid", "kind")
LONGEST: Final = 200

_WORDS: Final = tomllib.loads((Path(__file__).parent / "equipment.toml").read_text(encoding="utf-8"))
_NAMES: Final = {column: {plain(column), *map(plain, words)} for column, words in _WORDS.items()}


@dataclass(frozen=True)
class Device:
    """A device to be, in the line that names it."""

    line: int
    iccid: str
    kind: str
    model: str = ""
    module: str = ""
    imei: str = ""
    place: str = ""

    @property
    def key(self) -> str:
        """What its card is found by."""
        return self.iccid[:ICCID_KEY_LENGTH]


def columns_of(header: Sequence[str]) -> dict[str, int] | None:
    """Our columns by a header in any of the eight languages; None when the row is no header."""
    named = {
        column: number for column, names in _NAMES.items() for number, cell in enumerate(header) if plain(cell) in names
    }
    return named if set(REQUIRED) <= named.keys() else None


def read_device(line: int, cells: Mapping[str, str]) -> Device | Flaw:
    """The device of a row, or the first thing that is wrong with it."""
    told = {name: cells.get(name, "").strip()[:LONGEST] for name in COLUMNS}
    for name in REQUIRED:
        if not told[name]:
            return Flaw(line, name, "empty")
    for name, read in (("iccid", normalise_iccid), ("imei", _read_imei)):
        if is_rounded(told[name]):
            return Flaw(line, name, "iccid_rounded", told[name][:80])
        try:
            told[name] = read(told[name])
        except IdentifierUnreadable:
            return Flaw(line, name, f"{name}_unreadable", told[name][:80])
    return Device(line, **told)


def _read_imei(text: str) -> str:
    return read_imei(text).digits if text else ""
