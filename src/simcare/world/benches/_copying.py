"""Rows of any model into its table by COPY: what is not given has the model's default, whatever columns there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection, models
from django.db.models import NOT_PROVIDED
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]
Row = Mapping[str, Any]  # column -> value as psycopg takes it


class Copier:
    """Writes rows of one model."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
        self._table = model._meta.db_table
        self._defaults = {
            str(field.column): _default(field)
            for field in fields
            if field.db_default is NOT_PROVIDED or field.primary_key
        }

    def write(self, database: Connection, rows: Iterable[Row]) -> None:
        """Write these rows; each names its own id."""
        columns = list(self._defaults)
        command = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self._table), sql.SQL(", ").join([sql.Identifier(name) for name in columns])
        )
        defaults: Sequence[Any] = tuple(self._defaults.values())
        with database.cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row([row.get(name, default) for name, default in zip(columns, defaults, strict=True)])


def follow(database: Connection, model: type[models.Model]) -> None:
    """Let the numbers of new rows begin behind those that were written."""
    table = model._meta.db_table
    database.execute(
        sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT coalesce(max(id), 1) FROM {}))").format(
            sql.Literal(table), sql.Identifier(table)
        )
    )


def _default(field: "models.Field[Any, Any]") -> Any:  # whatever the column holds
    if field.primary_key or field.null:
        return None
    return field.get_db_prep_save(field.get_default(), connection)
