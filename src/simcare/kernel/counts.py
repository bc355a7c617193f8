"""Several counts in one way to the database and back."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from simcare.kernel.asking import Asked


class Counts:
    """How many rows each query has, each counted no further than `most`. It is made once and may be read often."""

    def __init__(self, asked: Mapping[str, QuerySet[Any]], most: int = 1_000) -> None:  # Any: rows of any model
        made = [each.order_by().values("pk")[:most].query.sql_with_params() for each in asked.values()]
        counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS one)" for sql, _ in made)  # noqa: S608  # by the ORM
        self._names = (*asked,)
        self._sql = f"SELECT {counts}"
        self._values = tuple(value for _, values in made for value in values)

    def asked(self) -> Asked[dict[str, int]]:
        """The question, not asked yet."""
        return Asked(self._sql, self._values, lambda rows: dict(zip(self._names, rows[0], strict=True)))

    def read(self) -> dict[str, int]:
        """The counts as they stand now, by their names."""
        return self.asked().answer()
