"""Three figures of what one card used in one period: the operator's, our records', the meter's. Which is off, and why.

Our records are the middle: the operator counts the same traffic apart from us, the meter is counted from the records.
So each of the two is held against them; where the operator says more and records may be missing, it is the records that
are off. Why comes from a table of cases, the likeliest first, each with how many bytes it can explain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LEAST_BYTES: Final = 1_000_000
LEAST_SHARE: Final = 0.01
"""Figures that differ by less than a megabyte or a hundredth agree: platforms round, and count heads or don't."""


class Source(StrEnum):
    """Who says how much was used."""

    OPERATOR = "operator"
    RECORDS = "records"
    METER = "meter"


class Why(StrEnum):
    """Why a figure may be off."""

    FILES_MISSING = "files_missing"
    STRAY_RECORDS = "stray_records"
    RECORDS_LATE = "records_late"
    OPERATOR_OLDER = "operator_older"
    OPERATOR_RESET = "operator_reset"
    METER_OPENED_LATE = "meter_opened_late"
    METER_RESET = "meter_reset"
    OTHER_PACKAGE = "other_package"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What is known of a period [from_at, until_at), which has not ended yet where `until_at` is ahead.

    `operator_bytes` held at `operator_at`; `operator_before_bytes` is the largest that the operator told earlier in the
    period. `records_bytes` are the sums of our records, of which the last began in the hour `records_at`. Bytes `after`
    began after the operator's figure, those `before_meter` before the meter was opened; `stray_bytes` wait for their
    card; in `missing_hours` no file brought a record of any card.
    """

    from_at: datetime
    until_at: datetime
    operator_bytes: int | None = None
    operator_at: datetime | None = None
    operator_before_bytes: int = 0
    records_bytes: int = 0
    records_at: datetime | None = None
    after_bytes: int = 0
    stray_bytes: int = 0
    missing_hours: int = 0
    meter_bytes: int | None = None
    before_meter_bytes: int = 0


@dataclass(frozen=True)
class Reason:
    """One case that holds; it can explain so many bytes, all of them where that can't be counted (None)."""

    why: Why
    explains_bytes: int | None = None


@dataclass(frozen=True)
class Difference:
    """A figure that is off, and by how much from which other: negative where it is too low.

    Without reasons nothing that we know explains it.
    """

    off: Source
    other: Source
    by_bytes: int
    reasons: Sequence[Reason] = ()


def reconcile(figures: Figures) -> Sequence[Difference]:
    """Which figures of a card and period are off, by how much, and why they may be; none where all say the same."""
    found = []
    operator, meter, records = figures.operator_bytes, figures.meter_bytes, figures.records_bytes
    if operator is not None and not _alike(operator, records):
        found.append(_of_operator(figures, operator - records))
    if meter is not None and not _alike(meter, records):
        is_low = meter < records
        found.append(
            Difference(Source.METER, Source.RECORDS, meter - records, _reasons(figures, Source.METER, is_low=is_low))
        )
    return found


def _of_operator(figures: Figures, by_bytes: int) -> Difference:
    is_low = by_bytes < 0
    if not is_low and (missed := _reasons(figures, Source.RECORDS, is_low=True)):
        return Difference(Source.RECORDS, Source.OPERATOR, -by_bytes, missed)
    return Difference(Source.OPERATOR, Source.RECORDS, by_bytes, _reasons(figures, Source.OPERATOR, is_low=is_low))


def _alike(one: int, other: int) -> bool:
    return abs(one - other) <= max(LEAST_BYTES, LEAST_SHARE * max(one, other))


def _reasons(figures: Figures, off: Source, *, is_low: bool) -> Sequence[Reason]:
    held = (case for case in _CASES if case.off is off and case.is_low == is_low and case.holds(figures))
    return tuple(Reason(case.why, case.explains(figures)) for case in held)


@dataclass(frozen=True)
class _Case:
    """`off` is the figure that it makes too low, or too high."""

    why: Why
    off: Source
    is_low: bool
    holds: Callable[[Figures], bool]
    explains: Callable[[Figures], int | None] = lambda _figures: None


def _is_newer_than_records(figures: Figures) -> bool:
    return bool(figures.operator_at and (figures.records_at is None or figures.operator_at > figures.records_at))


_CASES: Final = (
    _Case(Why.FILES_MISSING, Source.RECORDS, True, lambda f: f.missing_hours > 0),
    _Case(Why.STRAY_RECORDS, Source.RECORDS, True, lambda f: f.stray_bytes > 0, lambda f: f.stray_bytes),
    _Case(Why.RECORDS_LATE, Source.RECORDS, True, _is_newer_than_records),
    _Case(Why.OPERATOR_OLDER, Source.OPERATOR, True, lambda f: f.after_bytes > 0, lambda f: f.after_bytes),
    _Case(
        Why.OPERATOR_RESET,
        Source.OPERATOR,
        True,
        lambda f: f.operator_bytes is not None and f.operator_before_bytes > f.operator_bytes,
        lambda f: f.operator_before_bytes - (f.operator_bytes or 0),
    ),
    _Case(
        Why.METER_OPENED_LATE,
        Source.METER,
        True,
        lambda f: f.before_meter_bytes > 0,
        lambda f: f.before_meter_bytes,
    ),
    _Case(
        Why.METER_RESET,
        Source.METER,
        True,
        lambda f: f.meter_bytes is not None and f.meter_bytes + f.before_meter_bytes + LEAST_BYTES < f.records_bytes,
    ),
    _Case(Why.OTHER_PACKAGE, Source.OPERATOR, False, lambda f: True),
)
