"""Queries that every page asks: their SQL is made once and asked again with other values.

Django makes the SQL of a query anew each time it is asked, which takes three times as long as all the rest of it.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache, update_wrapper
from typing import Any, Final, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from simcare.kernel.asking import Asked, Rows

P = ParamSpec("P")
Row = TypeVar("Row")
MOST_KEPT: Final = 512
"""Statements kept of each query, one for every shape of its values."""


class Kept(Generic[P, Row]):
    """A function that built a query and now returns its rows; made by `kept_statement`."""

    def __init__(self, build: "Callable[P, QuerySet[Any, Row]]") -> None:  # Any: rows of any model
        update_wrapper(self, build)
        self._build = build
        self._statement = lru_cache(maxsize=MOST_KEPT)(self._made)

    def __call__(self, *values: P.args, **names: P.kwargs) -> list[Row]:
        """The rows that the query finds with these values."""
        return self.of(*values, **names).answer()

    def of(self, *values: P.args, **names: P.kwargs) -> Asked[list[Row]]:
        """The question with these values, not asked yet."""
        padded = [_padded(value) if isinstance(value, list) else value for value in values]
        kept = self._statement(tuple(_shape(value) for value in padded), tuple(names.items()))
        return kept.asked(_flat(padded)) if kept else _NOTHING

    def _made(self, shape: tuple[Hashable, ...], names: tuple[tuple[str, Hashable], ...]) -> "_Statement[Row] | None":
        try:
            first = self._stood_in(shape, names, 0)
            if first.fixed != self._stood_in(shape, names, 1).fixed:
                raise TypeError(f"{self._build.__qualname__} changes its values: {first.fixed}")
        except EmptyResultSet:
            return None
        return first

    def _stood_in(
        self, shape: tuple[Hashable, ...], names: tuple[tuple[str, Hashable], ...], turn: int
    ) -> "_Statement[Row]":
        stand_ins = [_stand_in(each, turn + number * 2) for number, each in enumerate(shape)]
        asked: Callable[..., QuerySet[Any, Row]] = self._build
        return _Statement(asked(*stand_ins, **dict(names)), stand_ins)


@contextmanager
def planned_by_values() -> Iterator[None]:
    """Questions inside are planned for the very values they carry, where what is best depends on them.

    A plan that is kept for all values takes any account for a small one, and reads the million cards of a large one.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_PLANNED, ["force_custom_plan"])
    yield
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_PLANNED, ["auto"])


_PLANNED: Final = "SELECT set_config('plan_cache_mode', %s, true)"  # until the transaction ends, in any case


def kept_statement(build: "Callable[P, QuerySet[Any, Row]]") -> Kept[P, Row]:
    """A function that builds a query becomes one that returns its rows, and whose SQL is made once.

    Arguments by position are values: int, str, datetime, or a list of int or str. They go into the SQL as they are, and
    nothing is decided by them but whether they are None. Arguments by name decide: each combination has its own SQL.
    Raises TypeError where a value is changed on its way, for then the SQL could not be asked again.
    """
    return Kept(build)


def give_parts(owners: Iterable[Any], name: str, parts: Iterable[Any]) -> None:  # Any: rows of any two models
    """Rows that belong to others stand behind `name` of theirs, as after prefetch_related, which makes its SQL anew."""
    of: dict[int, list[Any]] = defaultdict(list)
    held = list(owners)
    link = held[0]._meta.get_field(name).field.attname if held else ""
    for part in parts:
        of[getattr(part, link)].append(part)
    for owner in held:
        found = getattr(owner, name).all()
        found._result_cache, found._prefetch_done = of[owner.pk], True
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


_NOTHING: Final[Asked[list[Any]]] = Asked("", (), lambda _rows: [])


class _Statement(Generic[Row]):
    """The SQL of one query, and which of its parameters are values of the one who asks."""

    def __init__(self, queryset: "QuerySet[Any, Row]", stand_ins: Sequence[Any]) -> None:
        whole = _flat(stand_ins)
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._told = self._compiler.as_sql()
        self._origins = [_origin(each, whole) for each in self._told]

    @property
    def fixed(self) -> tuple[object, ...]:
        """The SQL and its parameters that are no values."""
        known = zip(self._told, self._origins, strict=True)
        return self._sql, *(repr(each) for each, origin in known if origin is None)

    def asked(self, values: Sequence[object]) -> Asked[list[Row]]:
        """The question with these values in their places."""
        told = (
            own if origin is None else _like(own, values[origin])
            for own, origin in zip(self._told, self._origins, strict=True)
        )
        return Asked(self._sql, tuple(told), self._read)

    def _read(self, rows: Rows) -> list[Row]:
        """Django makes models of the rows, as if it had asked for them."""
        compiler: Any = copy.copy(self._compiler)  # another thread has another connection
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda *_args, **_kwargs: [rows]
        asked: Any = self._queryset.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(asked)


def _flat(values: Sequence[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _origin(parameter: object, stand_ins: Sequence[object]) -> int | None:
    return next((n for n, each in enumerate(stand_ins) if each is not None and parameter == each), None)


def _like(model: object, value: Any) -> Any:  # a value of any type
    """Django marks a number with the width of its column."""
    return value if type(model) is type(value) else type(model)(value)  # type: ignore[call-arg]  # Int8(5)


def _shape(value: object) -> Hashable:
    if isinstance(value, list):
        return len(value), _shape(value[0]) if value else None
    if isinstance(value, str):
        return "str"
    return None if value is None else type(value).__name__


def _padded(values: list[Any]) -> list[Any]:
    """As long as the next power of two, so that few statements serve lists of any length; what is twice is once."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values)) if values else values


def _stand_in(shape: Hashable, number: int) -> Any:  # a value of any type
    """A value that no query names by itself."""
    match shape:
        case None:
            return None
        case (int(length), each):
            return [_stand_in(each, 1_000 + number * 10_000 + place) for place in range(length)]
        case "int":
            return 2_000_000_000 + number
        case "str":
            return f"\N{SYMBOL FOR SUBSTITUTE}{number}"
        case "datetime":
            return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=number)
    raise TypeError(f"{shape} can't be a value of a kept statement")
