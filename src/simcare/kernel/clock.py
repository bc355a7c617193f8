"""The one place where the time is read. Doors and jobs ask here and hand `at` down; rules and actions never ask."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def database_now() -> datetime:
    """This instant by the database's clock, which all processes share: a host whose clock jumps moves no promise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    assert isinstance(now, datetime)
    return now.astimezone(UTC)
