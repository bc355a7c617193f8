"""Quiet hours and digests by the wall clock of a person's zone. A day that loses or repeats an hour stays a day."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from simcare.notifications.errors import NotATime

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_times(text: str) -> list[str]:
    """`7:30, 17:00` as ["07:30", "17:00"], in order and each once. Raises NotATime."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return sorted({_read(part) for part in parts})


def quiet_until(at: datetime, *, zone: str, begins: str, ends: str) -> datetime | None:
    """The end of the quiet hours that hold at this instant; None outside of them. [begins, ends), past midnight too."""
    if not begins or not ends or begins == ends:
        return None
    here = at.astimezone(ZoneInfo(zone))
    now, first, last = here.time(), _time(begins), _time(ends)
    is_quiet = first <= now < last if first < last else now >= first or now < last
    if not is_quiet:
        return None
    day = here.date() if now < last else here.date() + timedelta(days=1)
    return datetime.combine(day, last, ZoneInfo(zone)).astimezone(UTC)


def next_digest(after: datetime, *, zone: str, times: Sequence[str]) -> datetime | None:
    """The first of these wall-clock times after an instant."""
    here = after.astimezone(ZoneInfo(zone))
    days = (here.date() + timedelta(days=ahead) for ahead in range(3))
    slots = (
        datetime.combine(day, _time(each), ZoneInfo(zone)).astimezone(UTC) for day in days for each in sorted(times)
    )
    return next((slot for slot in slots if slot > after), None)


def _read(text: str) -> str:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise NotATime
    return f"{int(found[1]):02}:{found[2]}"


def _time(text: str) -> time:
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))
