"""The last whole day of all cards is looked at, range by range, two at a time; a killed scan is taken up again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

from django.db import connection

from simcare.kernel import progress
from simcare.kernel.models import Work
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions.scan import scan_range
from simcare.usage.queries.columns import last_days
from simcare.usage.rules.anomalies.columns import days_to_scan

KIND: Final = "usage.scan"
JOBS: Final = 2
"""Ranges looked at at the same time: half of the work is the database's."""
LATE_FOR: Final = timedelta(hours=2)
"""So long after midnight (UTC) records of the day still come; it is looked at after that."""
MOST_DAYS: Final = 35
"""Of a range that was never looked at, or not for long, so many days teach: each day of the week five times."""


def scan_all(*, at: datetime, by: str = "simcare", jobs: int = JOBS, most_days: int = MOST_DAYS) -> int:
    """Look at what has not been looked at yet, up to the last whole day; returns how many ranges that were.

    What a killed process has left is taken up by the next call. A stopped one rests until the next day is over.
    """
    day = (at - LATE_FOR).astimezone(UTC).date() - timedelta(days=1)
    with acting_as_provider():
        waiting = {
            number: days
            for number, last in last_days().items()
            if (days := days_to_scan(last, latest=day, most=most_days))
        }
        work = _work_of(day, len(waiting), by=by, at=at) if waiting else None
    if work is None or work.stop_wanted:
        return 0
    done, found = work.done, (work.cursor or {}).get("found", 0)
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for new in pool.map(partial(_scan, at=at), waiting, waiting.values()):
                done, found = done + 1, found + new
                progress.advance(work, done=done, cursor=_place(day, found))
        except progress.Stopped:
            pool.shutdown(cancel_futures=True)
            return done
    progress.finish(work, at=at, result={"found": found})
    return len(waiting)


def _work_of(day: date, count: int, *, by: str, at: datetime) -> Work:
    """The work on this day that was begun and not ended, or a new one."""
    begun = Work.objects.filter(kind=KIND, cursor__day=day.isoformat(), finished_at=None).order_by("-id").first()
    if begun:
        return begun
    work = progress.begin(KIND, by=by, at=at, total=count)
    progress.advance(work, done=0, cursor=_place(day, 0))
    return work


def _place(day: date, found: int) -> dict[str, object]:
    """Where a scan stands: which ranges are done, the rows of the ranges tell."""
    return {"day": day.isoformat(), "found": found}


def _scan(number: int, days: list[date], at: datetime) -> int:
    try:
        return sum(scan_range(number=number, day=day, at=at) for day in days)
    finally:
        connection.close()  # this thread's own
