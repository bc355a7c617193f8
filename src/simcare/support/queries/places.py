"""Places in ordered lists, as an address carries them: a time and a number, so that a page begins behind a row.

A page read so costs the same wherever it lies; one read by offset reads all rows before it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

M_ = TypeVar("M_", bound=Model)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LONGEST: Final = 40


@dataclass(frozen=True)
class Order:
    """By which time a list runs, and in which direction; equal times run by number the same way."""

    field: str
    is_latest_first: bool

    def sorted(self, rows: QuerySet[M_]) -> QuerySet[M_]:
        """The rows in this order."""
        sign = "-" if self.is_latest_first else ""
        return rows.order_by(f"{sign}{self.field}", f"{sign}id")

    def after(self, rows: QuerySet[M_], place: str) -> QuerySet[M_]:
        """Those behind a place; nonsense counts as the beginning."""
        known = read_place(place)
        return self.behind(rows, *known) if known else rows

    def behind(self, rows: QuerySet[M_], at: datetime, number: int) -> QuerySet[M_]:
        """Those behind the row of that time and number."""
        behind = TupleLessThan if self.is_latest_first else TupleGreaterThan
        row: Any = (F(self.field), F("id"))  # the lookup's stubs want Tuple expressions only
        return rows.filter(behind(row, (at, number)))

    def place_of(self, row: Model) -> str:
        """Where a row stands in this order, for the address of the page behind it."""
        return f"{(getattr(row, self.field) - _EPOCH) // _MICROSECOND}-{row.pk}"


NEXT_PROMISE: Final = Order("order_at", is_latest_first=False)
LATEST: Final = Order("changed_at", is_latest_first=True)
BY_TIME: Final = Order("at", is_latest_first=True)


def read_place(place: str) -> tuple[datetime, int] | None:
    """The time and the number of a place; None for nonsense."""
    time, dash, number = place.rpartition("-")
    if not (dash and _is_number(time) and _is_number(number) and len(place) < _LONGEST):
        return None
    try:
        return _EPOCH + int(time) * _MICROSECOND, int(number)
    except OverflowError:
        return None


def _is_number(told: str) -> bool:
    return told.isascii() and told.isdecimal() and len(told) < 19
