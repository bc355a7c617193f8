"""Stock lists: rows of a CSV file become cards to be, or errors that say which row, which column, and what is wrong."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from simcare.cards.errors import IdentifierUnreadable
from simcare.cards.rules.identifiers import iccid_key, luhn_valid, normalise_iccid, read_imei

REQUIRED: Final = ("iccid", "product", "platform")
OPTIONAL: Final = ("imsi", "msisdn", "eid", "imei", "batch", "sold_on", "account", "dealer")
COLUMNS: Final = REQUIRED + OPTIONAL


@dataclass(frozen=True, kw_only=True)
class StockRow:
    """A card to be; `account` and `dealer` are names, empty for none."""

    line: int
    iccid: str
    product: str
    platform: str
    imsi: str = ""
    msisdn: str = ""
    eid: str = ""
    imei: str = ""
    batch: str = ""
    sold_on: date | None = None
    account: str = ""
    dealer: str = ""


@dataclass(frozen=True)
class Flaw:
    """What is wrong, or only odd, in a line of the file; a warning stops nothing."""

    line: int
    column: str
    words: str
    is_warning: bool = False


@dataclass(frozen=True)
class StockList:
    """A file that was read: good rows and all flaws, in the order of their lines."""

    rows: tuple[StockRow, ...]
    flaws: tuple[Flaw, ...]

    @property
    def errors(self) -> tuple[Flaw, ...]:
        """Flaws that forbid the import."""
        return tuple(flaw for flaw in self.flaws if not flaw.is_warning)


def read_stock_list(text: str, *, products: Collection[str], platforms: Collection[str]) -> StockList:
    """Read a CSV file with a header line; `products` and `platforms` are the names that exist."""
    dialect = csv.Sniffer().sniff(text[:2000], delimiters=",;\t") if text.strip() else csv.excel
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), dialect=dialect)
    columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        return StockList((), (Flaw(1, ", ".join(missing), "this column is missing"),))
    reader.fieldnames = columns
    rows, flaws, lines_by_key = [], [], dict[str, int]()
    known = {"product": products, "platform": platforms}
    for number, cells in enumerate(reader, start=2):
        row, found = _read_row(number, {name: (cells.get(name) or "").strip() for name in COLUMNS}, known)
        flaws += found
        if row is None:
            continue
        first = lines_by_key.setdefault(iccid_key(row.iccid), number)
        if first != number:
            flaws.append(Flaw(number, "iccid", f"this card stands in line {first} already"))
        else:
            rows.append(row)
    return StockList(tuple(rows), tuple(flaws))


def _read_row(
    line: int, cells: Mapping[str, str], known: Mapping[str, Collection[str]]
) -> tuple[StockRow | None, list[Flaw]]:
    flaws = [
        Flaw(line, column, f"there is no {column} called {cells[column]!r}" if cells[column] else "this is empty")
        for column, names in known.items()
        if cells[column] not in names
    ]
    iccid, sold_on = "", None
    try:
        iccid = normalise_iccid(cells["iccid"])
    except IdentifierUnreadable as unreadable:
        flaws.append(Flaw(line, "iccid", str(unreadable)))
    try:
        sold_on = date.fromisoformat(cells["sold_on"]) if cells["sold_on"] else None
    except ValueError:
        flaws.append(Flaw(line, "sold_on", f"{cells['sold_on']!r} is no day; write it like 2026-03-31"))
    flaws += _check_numbers(line, cells)
    if flaws:
        return None, flaws
    texts = {name: cells[name] for name in COLUMNS if name not in ("iccid", "sold_on")}
    return StockRow(line=line, iccid=iccid, sold_on=sold_on, **texts), list(_warnings(line, iccid))


def _check_numbers(line: int, cells: Mapping[str, str]) -> Iterator[Flaw]:
    if cells["imsi"] and not (cells["imsi"].isdecimal() and len(cells["imsi"]) in (14, 15)):
        yield Flaw(line, "imsi", f"{cells['imsi']!r} is no IMSI: it has 14 or 15 digits")
    if cells["msisdn"] and not cells["msisdn"].lstrip("+").isdecimal():
        yield Flaw(line, "msisdn", f"{cells['msisdn']!r} is no phone number: digits only, with the country code")
    if cells["imei"]:
        try:
            read_imei(cells["imei"])
        except IdentifierUnreadable as unreadable:
            yield Flaw(line, "imei", str(unreadable))


def _warnings(line: int, iccid: str) -> Iterator[Flaw]:
    if iccid.isdecimal() and len(iccid) == 20 and not luhn_valid(iccid):
        yield Flaw(line, "iccid", "its last digit is not the usual check digit; is it typed right?", is_warning=True)
