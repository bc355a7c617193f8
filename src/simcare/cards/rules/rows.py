"""A row of a file becomes a card to be, or flaws that say which column, what stands there, and how to mend it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from simcare.cards.errors import IdentifierUnreadable
from simcare.cards.rules.columns import COLUMNS, REQUIRED
from simcare.cards.rules.identifiers import (
    ICCID_KEY_LENGTH,
    bare,
    luhn_valid,
    normalise_iccid,
    normalise_msisdn,
    read_imei,
)

FLAWS: Final[Mapping[str, str]] = {
    "empty": "this is empty",
    "iccid_rounded": "a spreadsheet has rounded this number (%(given)s) and its digits are lost; in the file it comes"
    " from, format the column as text before you fill it, or export as CSV without opening it in a spreadsheet",
    "iccid_unreadable": "%(given)s is no ICCID: it has 19 or 20 characters and starts with 89",
    "check_digit": "the last digit is not the usual check digit; is it typed right?",
    "imsi_unreadable": "%(given)s is no IMSI: it has 14 or 15 digits",
    "msisdn_unreadable": "%(given)s is no phone number: digits only, with the country code",
    "imei_unreadable": "%(given)s is no IMEI: it has 14 to 16 digits",
    "eid_unreadable": "%(given)s is no EID: it has 32 digits",
    "day_unreadable": "%(given)s is no day; write it like 2026-03-31",
    "product_unknown": "there is no product called %(given)s",
    "platform_unknown": "there is no platform called %(given)s",
    "account_unknown": "there is no account called %(given)s",
    "dealer_unknown": "there is no dealer called %(given)s",
    "twice_in_file": "this card stands in line %(given)s already",
    "in_stock": "this card is in stock already",
    "card_unknown": "the account has no card %(given)s",
}
"""What may be wrong with a row, in English; pages say the same words in the reader's language."""
WARNINGS: Final = frozenset({"check_digit"})

_ROUNDED = re.compile(r"[+]?[0-9](?:[.,][0-9]+)?[Ee][+]?(?:1[0-9]|2[0-9])")
_ISO = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: 00:00:00)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


@dataclass(frozen=True)
class Flaw:
    """What is wrong, or only odd, in a line of the file; a warning stops nothing."""

    line: int
    column: str
    code: str
    given: str = ""

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS

    @property
    def words(self) -> str:
        """In English."""
        return FLAWS[self.code] % {"given": self.given}


@dataclass(frozen=True)
class Known:
    """What a row may name: products, platforms, accounts and dealers, by their name in lower case."""

    products: Mapping[str, int]
    platforms: Mapping[str, str]
    accounts: Mapping[str, int]
    dealers: Mapping[str, int]


@dataclass(slots=True)
class StockRow:
    """A card to be; `flaws` with an error keep it out."""

    line: int
    iccid: str = ""
    imsi: str = ""
    msisdn: str = ""
    eid: str = ""
    imei: str = ""
    label: str = ""
    product_id: int | None = None
    platform: str = ""
    batch: str = ""
    account_id: int | None = None
    dealer_id: int | None = None
    sold_on: date | None = None
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.iccid[:ICCID_KEY_LENGTH]

    @property
    def is_bad(self) -> bool:
        return any(not flaw.is_warning for flaw in self.flaws)

    def blame(self, column: str, code: str, given: str = "") -> None:
        """Note a flaw."""
        self.flaws.append(Flaw(self.line, column, code, given[:80]))


def cells_of(row: Sequence[str], mapping: Mapping[str, int], fixed: Mapping[str, str]) -> dict[str, str]:
    """Our columns of a row: what its cells say, else what holds for every row."""
    width = len(row)
    named = {name: row[number].strip() for name, number in mapping.items() if number < width}
    return {name: named.get(name) or fixed.get(name, "") for name in COLUMNS}


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet has rounded a number and lost its digits."""
    return bool(_ROUNDED.fullmatch(text))


def read_row(line: int, cells: Mapping[str, str], known: Known) -> StockRow:
    """The row with all its flaws."""
    row = StockRow(line=line, label=cells["label"][:200], batch=cells["batch"][:100])
    for name in REQUIRED:
        if not cells[name]:
            row.blame(name, "empty")
    _read_identifiers(row, cells)
    _read_names(row, cells, known)
    if cells["sold_on"]:
        row.sold_on = read_day(cells["sold_on"])
        if row.sold_on is None:
            row.blame("sold_on", "day_unreadable", cells["sold_on"])
    return row


def read_day(text: str) -> date | None:
    """A day with its year first, or with dots and its year last; None where it could be two days."""
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DOTTED.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_identifiers(row: StockRow, cells: Mapping[str, str]) -> None:
    for name in ("iccid", "imsi", "msisdn", "eid", "imei"):
        given = cells[name]
        if not given:
            continue
        if is_rounded(given):
            row.blame(name, "iccid_rounded", given)
            continue
        try:
            setattr(row, name, _READERS[name](given))
        except IdentifierUnreadable:
            row.blame(name, f"{name}_unreadable", given)
    if len(row.iccid) > ICCID_KEY_LENGTH and row.iccid.isdecimal() and not luhn_valid(row.iccid):
        row.blame("iccid", "check_digit", row.iccid)


def _read_imsi(text: str) -> str:
    digits = bare(text)
    if not re.fullmatch(r"[0-9]{14,15}", digits):
        raise IdentifierUnreadable
    return digits


def _read_eid(text: str) -> str:
    digits = bare(text)
    if not re.fullmatch(r"[0-9]{32}", digits):
        raise IdentifierUnreadable
    return digits


_READERS: Final[Mapping[str, Callable[[str], str]]] = {
    "iccid": normalise_iccid,
    "imsi": _read_imsi,
    "msisdn": normalise_msisdn,
    "eid": _read_eid,
    "imei": lambda text: read_imei(text).digits,
}


def _read_names(row: StockRow, cells: Mapping[str, str], known: Known) -> None:
    product, platform = cells["product"].casefold(), cells["platform"].casefold()
    row.product_id, row.platform = known.products.get(product), known.platforms.get(platform, "")
    if product and row.product_id is None:
        row.blame("product", "product_unknown", cells["product"])
    if platform and not row.platform:
        row.blame("platform", "platform_unknown", cells["platform"])
    if account := cells["account"]:
        row.account_id = known.accounts.get(account.casefold())
        if row.account_id is None:
            row.blame("account", "account_unknown", account)
    if dealer := cells["dealer"]:
        row.dealer_id = known.dealers.get(dealer.casefold())
        if row.dealer_id is None:
            row.blame("dealer", "dealer_unknown", dealer)
        row.account_id = row.account_id or row.dealer_id  # what a dealer took and has not sold is his own


def flaws_from(told: Sequence[Sequence[str | int]]) -> Iterator[Flaw]:
    """Flaws as a table keeps them: (line, column, code, given)."""
    for line, column, code, given in told:
        yield Flaw(int(line), str(column), str(code), str(given))
