"""One series of amounts in a CSV: read, put in order, and taken together by the hour."""

import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby, islice, pairwise
from statistics import median
from typing import Final

HOUR: Final = timedelta(hours=1)
_FIRST_FEW: Final = 12
_EPOCH_SECONDS: Final = re.compile(r"\d{9,11}(\.\d+)?")
_NO_VALUE: Final = frozenset({"", "null", "none", "nan", "na"})


class BadSeries(ValueError):
    """A file is no series of timestamps and values; the words name the line. Only people at a shell see it."""


@dataclass(frozen=True)
class Reading:
    """One amount; `written` is the timestamp as the file has it."""

    at: datetime
    value: float
    written: str


@dataclass(frozen=True)
class Hour:
    """The mean of one hour's readings. `closed_by` is the reading with which all of the hour was known."""

    start: datetime
    value: float
    closed_by: Reading


def read_series(lines: Iterable[str]) -> list[Reading]:
    """The readings of a CSV in the order of their time.

    The first line names the columns; `timestamp` and `value` are taken, in any case, others left. Times are ISO 8601
    or epoch seconds, all with a zone or all without one. A line without a value is a gap. Lines may be in any order;
    several readings of one instant make one, their mean. Raises BadSeries.
    """
    try:
        readings = list(_readings(lines))
    except csv.Error as error:
        raise BadSeries(f"is no CSV: {error}") from None
    except UnicodeDecodeError:
        raise BadSeries("is no text in UTF-8") from None
    if len({reading.at.tzinfo is None for reading in readings}) > 1:
        raise BadSeries("some timestamps have a zone and some have none")
    return _one_an_instant(readings)


def hours(readings: Iterable[Reading]) -> Iterator[Hour]:
    """Readings in order of time, taken together by the hour of the clock they were written with.

    An hour is known once no further reading of it can come, judged by the usual step of the first few; if its last ones
    are missing, by the first reading of a later hour. Hours without a reading are left out.
    """
    stream = iter(readings)
    first_few = list(islice(stream, _FIRST_FEW))
    step = _step(first_few)
    gathered: list[Reading] = []
    closed_start: datetime | None = None
    for reading in chain(first_few, stream):
        start = _start(reading)
        if start == closed_start:
            continue  # off the usual step: its hour has been judged without it
        if gathered and start != _start(gathered[0]):
            yield _hour(gathered, closed_by=reading)
            gathered = []
        gathered.append(reading)
        if reading.at + step >= start + HOUR:
            yield _hour(gathered, closed_by=reading)
            gathered, closed_start = [], start


def _readings(lines: Iterable[str]) -> Iterator[Reading]:
    rows = csv.reader(lines)
    names = [name.strip().lower() for name in next(rows, [])]
    if not {"timestamp", "value"} <= set(names):
        raise BadSeries("line 1: needs the columns timestamp and value")
    at, value = names.index("timestamp"), names.index("value")
    for row in rows:
        is_empty = not any(map(str.strip, row))
        if not is_empty and (reading := _reading(row, at, value, rows.line_num)):
            yield reading


def _start(reading: Reading) -> datetime:
    return reading.at.replace(minute=0, second=0, microsecond=0)


def _hour(readings: list[Reading], closed_by: Reading) -> Hour:
    return Hour(_start(readings[0]), math.fsum(reading.value for reading in readings) / len(readings), closed_by)


def _step(readings: list[Reading]) -> timedelta:
    steps = [(later.at - earlier.at).total_seconds() for earlier, later in pairwise(readings)]
    return timedelta(seconds=median(steps) if steps else 0)


def _one_an_instant(readings: list[Reading]) -> list[Reading]:
    """In the order of time, the mean where several readings name one instant."""
    ordered = sorted(readings, key=lambda reading: reading.at)
    return [
        replace(same[0], value=math.fsum(reading.value for reading in same) / len(same))
        for _, group in groupby(ordered, key=lambda reading: reading.at)
        if (same := list(group))
    ]


def _reading(row: list[str], at: int, value: int, line: int) -> Reading | None:
    if len(row) <= max(at, value):
        raise BadSeries(f"line {line}: has {len(row)} columns, too few")
    written = row[at].strip()
    if row[value].strip().lower() in _NO_VALUE:
        return None
    try:
        amount = float(row[value])
    except ValueError:
        raise BadSeries(f"line {line}: {row[value]!r} is no number") from None
    if not math.isfinite(amount):
        raise BadSeries(f"line {line}: {row[value]!r} is no finite number")
    return Reading(_instant(written, line), amount, written)


def _instant(written: str, line: int) -> datetime:
    try:
        if _EPOCH_SECONDS.fullmatch(written):
            return datetime.fromtimestamp(float(written), UTC)
        return datetime.fromisoformat(written)
    except (ValueError, OverflowError, OSError):
        raise BadSeries(f"line {line}: {written!r} is no time in ISO 8601 or epoch seconds") from None
