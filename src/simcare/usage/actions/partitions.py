"""Partitions of the large tables: made ahead, and for whatever day a record belongs to."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db import connection

DAYS_AHEAD: Final = 7


def make_partitions(days: Iterable[date]) -> None:
    """Have room for records of these days (UTC). Several processes may ask for the same days at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT usage_make_partitions(day) FROM unnest(%s::date[]) AS day ORDER BY day", [list(days)])


def make_partitions_ahead(today: date) -> None:
    """Have room for today and the week that comes, so that no import has to make it."""
    make_partitions(today + timedelta(days=number) for number in range(DAYS_AHEAD + 1))
