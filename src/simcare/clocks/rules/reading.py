"""From JSON to promises and calendars; every refusal names the field. The format is design §5, `sla due`.

Beyond it a calendar may hold `shifts` and `breaks`: date -> slots (see `Calendar`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from simcare.clocks.errors import BadTerms
from simcare.clocks.rules.opening import HORIZON_YEARS
from simcare.clocks.values import ALWAYS, FOREVER, WEEKDAYS, Calendar, Period, Promise, Slot

Found = TypeVar("Found")

PROMISE_FIELDS = ("target_minutes", "calendar", "opened_at", "pauses", "answered_at")
CALENDAR_FIELDS = ("zone", "hours", "holidays", "workdays", "shifts", "breaks")
MOST_MINUTES = HORIZON_YEARS * 366 * 24 * 60
YEARS = range(1900, 3000)

CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)


def read_promise(data: object) -> Promise:
    """A promise from what `sla due` reads; `pauses` and `answered_at` may be left out."""
    fields = _object(data, "input")
    _refuse_misspelt(fields)
    _require(fields, ("target_minutes", "calendar", "opened_at"))
    return Promise(
        target=_target(fields["target_minutes"]),
        calendar=read_calendar(fields["calendar"]),
        opened_at=_instant(fields["opened_at"], "opened_at"),
        pauses=_pauses(_given(fields, "pauses", [])),
        answered_at=None if fields.get("answered_at") is None else _instant(fields["answered_at"], "answered_at"),
    )


def read_calendar(data: object) -> Calendar:
    """A calendar: "24x7", or an object with zone and hours."""
    if data == "24x7":
        return ALWAYS
    if isinstance(data, str):
        _refuse("calendar", f'"{data}" is no calendar; give "24x7" or an object with zone and hours')
    fields = _object(data, "calendar")
    _refuse_unknown(fields, CALENDAR_FIELDS, "calendar.")
    _require(fields, ("zone", "hours"), "calendar.")
    hours = _object(fields["hours"], "calendar.hours")
    _refuse_unknown(hours, WEEKDAYS, "calendar.hours.")
    calendar = Calendar(
        zone=_zone(fields["zone"]),
        week=tuple(_slots(hours.get(day, []), f"calendar.hours.{day}") for day in WEEKDAYS),
        holidays=frozenset(_holidays(_given(fields, "holidays", []))),
        workdays=_by_date(fields, "workdays", _weekday),
        shifts=_by_date(fields, "shifts", _slots),
        breaks=_by_date(fields, "breaks", _slots),
    )
    if not any(calendar.week) and not any(calendar.shifts.values()):
        _refuse("calendar.hours", "never open: no weekday has a slot")
    return calendar


def _target(value: object) -> timedelta:
    if not isinstance(value, int) or isinstance(value, bool):
        _refuse("target_minutes", f"must be a whole number of minutes, not {_shown(value)}")
    if not 0 <= value <= MOST_MINUTES:
        _refuse("target_minutes", f"must lie between 0 and {MOST_MINUTES} ({HORIZON_YEARS} years), not {value}")
    return timedelta(minutes=value)


def _pauses(value: object) -> list[Period]:
    return [_pause(item, f"pauses[{index}]") for index, item in enumerate(_list(value, "pauses"))]


def _pause(value: object, field: str) -> Period:
    pair = _list(value, field)
    if len(pair) != 2:
        _refuse(field, "must be [from, until], with null as until while it lasts")
    start = _instant(pair[0], f"{field}[0]")
    end = FOREVER if pair[1] is None else _instant(pair[1], f"{field}[1]")
    if end < start:
        _refuse(field, f"ends ({pair[1]}) before it begins ({pair[0]})")
    return start, end


def _instant(value: object, field: str) -> datetime:
    if not isinstance(value, str):
        _refuse(field, f"must be an instant such as 2026-10-01T09:00:00Z, not {_shown(value)}")
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        _refuse(field, f"{_shown(value)} is no instant such as 2026-10-01T09:00:00Z")
    if at.utcoffset() is None:
        _refuse(field, f"{_shown(value)} lacks its UTC offset, such as Z or +08:00")
    if at.year not in YEARS:
        _refuse(field, f"{_shown(value)} lies outside the years {YEARS.start} to {YEARS.stop - 1}")
    return at.astimezone(UTC)


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        _refuse("calendar.zone", f"{_shown(value)} is no zone of the IANA list, such as Asia/Shanghai")


def _slots(value: object, field: str) -> tuple[Slot, ...]:
    return tuple(_slot(item, f"{field}[{index}]") for index, item in enumerate(_list(value, field)))


def _slot(value: object, field: str) -> Slot:
    pair = _list(value, field)
    if len(pair) != 2:
        _refuse(field, "must be [from, until]")
    start, end = _time(pair[0], f"{field}[0]"), _time(pair[1], f"{field}[1]")
    if end <= start:
        _refuse(
            field,
            f"{pair[0]} to {pair[1]} does not end after it begins; "
            "write a night as two slots: until 24:00, and from 00:00 on the next day",
        )
    return start, end


def _time(value: object, field: str) -> timedelta:
    if not isinstance(value, str) or not CLOCK_TIME.fullmatch(value):
        _refuse(field, f"{_shown(value)} is no time of day from 00:00 to 24:00")
    hours, minutes = value.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _holidays(value: object) -> list[date]:
    return [_date(item, f"calendar.holidays[{index}]") for index, item in enumerate(_list(value, "calendar.holidays"))]


def _by_date(fields: Mapping[str, Any], name: str, read: Callable[[object, str], Found]) -> dict[date, Found]:
    field = f"calendar.{name}"
    days = _object(_given(fields, name, {}), field)
    return {_date(day, field): read(value, f"{field}.{day}") for day, value in days.items()}


def _date(value: object, field: str) -> date:
    try:
        return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a date of the zone's wall calendar
    except ValueError:
        _refuse(field, f"{_shown(value)} is no date such as 2026-10-01")


def _weekday(value: object, field: str) -> int:
    if value not in WEEKDAYS:
        _refuse(field, f"{_shown(value)} is no weekday; use one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(str(value))


def _object(value: object, field: str) -> Mapping[str, Any]:  # Any: JSON values, each read by its own function
    if not isinstance(value, dict):
        _refuse(field, f"must be an object, not {_shown(value)}")
    return value


def _given(fields: Mapping[str, Any], name: str, left_out: object) -> object:
    """The field's value; null is the same as leaving it out."""
    value = fields.get(name)
    return left_out if value is None else value


def _require(fields: Mapping[str, Any], names: Sequence[str], prefix: str = "") -> None:
    for name in names:
        if name not in fields:
            _refuse(prefix + name, "is missing")


def _refuse_unknown(fields: Mapping[str, Any], known: Sequence[str], prefix: str) -> None:
    for name in fields:
        if name not in known:
            _refuse(prefix + name, f"is unknown; use {', '.join(known)}")


def _refuse_misspelt(fields: Mapping[str, Any]) -> None:
    """A field of the caller's own, such as an id, may stand beside ours; a slip of the pen in one of ours may not."""
    for name in fields:
        meant = get_close_matches(name, PROMISE_FIELDS, n=1, cutoff=0.75)
        if meant and name not in PROMISE_FIELDS:
            _refuse(name, f"is unknown; {meant[0]} is meant?")


def _list(value: object, field: str) -> list[object]:
    if not isinstance(value, list | tuple):
        _refuse(field, f"must be a list, not {_shown(value)}")
    return list(value)


def _shown(value: object) -> str:
    """The value as its writer would know it, cut to a line."""
    text = "null" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
    return " ".join(text.split())[:80]


def _refuse(field: str, words: str) -> NoReturn:
    raise BadTerms(field, words)
