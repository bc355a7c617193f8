"""How often something was tried: counted in PostgreSQL, so that many at once and many processes count as one.

Call it outside the request's transaction where the count must survive a refusal (security.md D24, S49).
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection

KEPT: Final = timedelta(days=1)
"""Longer than any window of ours."""


def count(key: str, *, within: timedelta, at: datetime) -> int:
    """Count one more try of `key` and return how many there were in this window of time, this one included."""
    seconds = int(within.total_seconds())
    window_at = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_tally (key, window_at, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (key, window_at) DO UPDATE SET count = kernel_tally.count + 1 RETURNING count",
            [key, window_at],
        )
        (tried,) = cursor.fetchone()
        return int(tried)


def forget(key: str) -> None:
    """Start counting anew: it succeeded."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_tally WHERE key = %s", [key])


def drop_old(*, at: datetime) -> int:
    """Counts of windows that ended long ago are of no use; returns how many were dropped."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_tally WHERE window_at < %s", [at - KEPT])
        return int(cursor.rowcount)
