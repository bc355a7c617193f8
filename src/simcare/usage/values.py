"""Plain values of usage."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

FLAWS: Final[Mapping[str, str]] = {
    "columns": "it has not the columns that a record has",
    "record_id": "the number of the record is missing or too long",
    "started_at": "its start is not a time",
    "stopped_at": "its end is not a time",
    "iccid": "it names no ICCID of 19 or 20 characters",
    "card": "it names no card: its ICCID, IMSI or phone number cannot be",
    "used_bytes": "the amount of data is not a number of bytes, or of its unit",
    "ends_early": "it ends before it starts",
    "too_large": "a single record of more than a petabyte cannot be",
    "in_future": "it starts in the future",
    "too_old": "it starts more than two years ago",
    "too_long": "the line is longer than a record can be",
}
"""What may be wrong with a line of a file: code -> words that follow the line's number."""


@dataclass(frozen=True)
class Flaw:
    """A line that could not be read: its number in the file (1 is the first), what is wrong, and the line, cut."""

    line: int
    code: str
    text: str

    @property
    def words(self) -> str:
        """What is wrong, for a person."""
        return FLAWS[self.code]


CDR_SOURCE: Final = "eiotclub"
"""Who numbers the records of CDR files, unless somebody says otherwise."""


@dataclass(frozen=True)
class StrayCard:
    """A card that records name and we don't know: by ICCID, or as `imsi` or `tel+` and digits."""

    name: str
    record_count: int
    from_at: datetime
    until_at: datetime


class UploadState(StrEnum):
    """How far a file is that somebody has brought."""

    NEW = "new"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


CARD_COLUMNS: Final = ("iccid", "imsi", "msisdn")
AMOUNT_COLUMNS: Final = ("used", "up", "down")
COLUMNS: Final = (
    *CARD_COLUMNS,
    "started_at",
    "stopped_at",
    "seconds",
    *AMOUNT_COLUMNS,
    "record_id",
    "imei",
    "network",
    "mcc",
    "mnc",
)
"""What a column of somebody's file may be. `used` is the total; without it `up` and `down` are added."""

UNITS: Final[Mapping[str, int]] = {
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
"""In what an amount may be given -> bytes."""

ENCODINGS: Final = ("utf-8", "utf-16", "gb18030", "shift_jis", "cp1252")
DELIMITERS: Final = (",", ";", "\t", "|")
TIME_FORMATS: Final = (
    "iso",
    "unix",
    "unix_ms",
    "%Y%m%d%H%M%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
)
"""How times may be written: ISO 8601 with or without a zone, seconds or milliseconds since 1970, or by strptime."""


@dataclass(frozen=True)
class Layout:
    """How one provider writes its files: signs, and which column is which (our name -> its number, from 0)."""

    columns: Mapping[str, int]
    delimiter: str = ","
    encoding: str = "utf-8"
    has_header: bool = True
    time_format: str = "iso"
    zone: str = "UTC"
    unit: str = "B"
    decimal: str = "."

    @property
    def missing(self) -> tuple[str, ...]:
        """What no record can do without and no column is chosen for."""
        needed = {"card": CARD_COLUMNS, "started_at": ("started_at",), "used": AMOUNT_COLUMNS}
        return tuple(name for name, any_of in needed.items() if not any(column in self.columns for column in any_of))

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        return asdict(self)


@dataclass(frozen=True)
class Line:
    """A line of a file as it was read: cells in the order of `AS_READ`, or none where it is no record."""

    number: int
    cells: tuple[str, ...] = ()
    flaw: Flaw | None = None


AS_READ: Final = ("record", "started_at", "stopped_at", "card", "imsi", "used_bytes", "imei", "network")


class AlertKind(StrEnum):
    """What a meter is warned of. Stored: never rename one."""

    USED = "used"
    """A share of the allowance, in percent."""
    LEFT = "left"
    """No more than so many bytes are left."""
    DAYS = "days"
    """The package ends within so many days, and none follows."""
    EXHAUSTED = "exhausted"
    THROTTLED = "throttled"
    EXPIRED = "expired"
    """The package is over, and none follows."""


class MeterState(StrEnum):
    """How a card's package is."""

    RUNNING = "running"
    THROTTLED = "throttled"
    EXHAUSTED = "exhausted"
    EXPIRED = "expired"


MOST_THRESHOLDS: Final = 5
"""Of one kind."""


@dataclass(frozen=True)
class WarnAt:
    """At what people are warned: percents of the allowance, bytes left, days left. Empty: never."""

    used_percents: tuple[int, ...] = ()
    left_bytes: tuple[int, ...] = ()
    left_days: tuple[int, ...] = ()

    def to_json(self) -> dict[str, list[int]]:
        return {name: list(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a meter is to count: in [from_at, until_at), `used_bytes` of it are used already.

    `allowance_bytes` None: as much as one likes; `until_at` None: without end.
    """

    name: str
    from_at: datetime
    until_at: datetime | None
    allowance_bytes: int | None
    used_bytes: int = 0


class AnomalyState(StrEnum):
    """How far people are with something unusual. Stored: never rename one."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


CARDS_A_RANGE: Final = 25_000
"""Cards that are looked at in one piece; what is remembered of them stands in one row, so it can't be changed later."""
