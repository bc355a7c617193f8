"""A bell: wakes a waiting loop when another process says that there is something to do (PostgreSQL LISTEN/NOTIFY).

A missed ring costs nothing but time: every waiter looks again after `patience` seconds at the latest.
"""

from contextlib import closing

import psycopg
from django.db import connection
from psycopg import sql


def ring(channel: str) -> None:
    """Wake those who wait for `channel`, when this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [channel])


class Bell:
    """Hears one channel on a connection of its own, made anew when it is lost."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._line: psycopg.Connection[tuple[object, ...]] | None = None

    def wait(self, patience: float) -> None:
        """Return at the first ring, or after `patience` seconds."""
        try:
            if self._line is None:
                self._line = self._connect()
                return  # what rang before we listened is found by looking
            for _ in self._line.notifies(timeout=patience, stop_after=1):
                break
        except psycopg.Error:
            self._hang_up()
            raise

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        params = connection.get_connection_params()
        params.pop("cursor_factory", None)
        params.pop("context", None)
        line = psycopg.connect(**params, autocommit=True)
        line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        return line

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with closing(line):
                pass
