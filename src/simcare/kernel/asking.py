"""Questions to the database that can go together: one way there and back for all of them.

A page asks some forty small things; under load each way there and back costs more than its answer. What a page is sure
to ask goes together ahead of it, and the parts of the page ask as ever: each is given the rows that are there already.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

Answer = TypeVar("Answer")
Key: TypeAlias = tuple[str, str]
Rows: TypeAlias = list[tuple[Any, ...]]  # Any: columns of any type


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """SQL with its values, and what is made of its rows. Without SQL it asks nothing and has no rows."""

    sql: str
    values: tuple[Any, ...]  # Any: whatever a column holds
    read: Callable[[Rows], Answer]

    @property
    def key(self) -> Key:
        """The same SQL with the same values is the same question."""
        return self.sql, repr(self.values)

    def answer(self) -> Answer:
        """From what was read ahead, else from the database."""
        return self.read(_rows_of(self))


@contextmanager
def reading_ahead(*asked: Asked[Any]) -> Iterator[None]:  # Any: each has its own answer
    """Read all of these at once. Within the block, whoever asks one of them is given the rows that were found here.

    So what is in the block sees one moment; what it writes itself it would not see.
    """
    known = _ahead.get()
    token = _ahead.set({**known, **_together({one.key: one for one in asked if one.sql and one.key not in known})})
    try:
        yield
    finally:
        _ahead.reset(token)


@contextmanager
def asking_anew() -> Iterator[None]:
    """What was read ahead outside of this block is not seen in it: somebody else may look, who sees other rows."""
    token = _ahead.set(MappingProxyType({}))
    try:
        yield
    finally:
        _ahead.reset(token)


_ahead: ContextVar[Mapping[Key, Rows]] = ContextVar("rows read ahead", default=MappingProxyType({}))


def _rows_of(asked: Asked[Any]) -> Rows:
    if known := _ahead.get():
        found = known.get(asked.key)
        if found is not None:
            return found
    if not asked.sql:
        return []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(asked.sql, asked.values)
        rows: Rows = cursor.fetchall()
        return rows


def _together(asked: dict[Key, Asked[Any]]) -> dict[Key, Rows]:
    """The rows of each. An error in one of them is raised, as if that one had been asked alone."""
    if not asked:
        return {}
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    with ExitStack() as open_cursors:
        cursors = {key: open_cursors.enter_context(connection.cursor()) for key in asked}
        with connection.wrap_database_errors, connection.connection.pipeline():
            for key, cursor in cursors.items():
                cursor.execute(asked[key].sql, asked[key].values)
        return {key: cursor.fetchall() for key, cursor in cursors.items()}
