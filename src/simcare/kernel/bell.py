"""A bell: wakes a waiting loop when another process says that there is something to do (PostgreSQL LISTEN/NOTIFY).

A missed ring costs nothing but time: every waiter looks again after `patience` seconds at the latest. Rings that come
in a flood wake it once a BREATH_SECONDS, and the first one of a quiet hour at once.
"""

import time
from contextlib import closing
from typing import Final

import psycopg
from django.db import connection
from psycopg import sql

BREATH_SECONDS: Final = 0.05


def ring(channel: str) -> None:
    """Wake those who wait for `channel`, when this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [channel])


class Bell:
    """Hears one channel on a connection of its own, made anew when it is lost."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._line: psycopg.Connection[tuple[object, ...]] | None = None
        self._woke = 0.0

    def wait(self, patience: float) -> None:
        """Return at the first ring, or after `patience` seconds."""
        try:
            if self._line is None:
                self._line = self._connect()
                return  # what rang before we listened is found by looking
            if list(self._line.notifies(timeout=patience, stop_after=1)):
                self._hear_out(self._line)
        except psycopg.Error:
            self._hang_up()
            raise

    def close(self) -> None:
        """Stop listening; the next wait listens again."""
        self._hang_up()

    def _hear_out(self, line: psycopg.Connection[tuple[object, ...]]) -> None:
        """All that rings within a breath of the last waking is answered by one look."""
        time.sleep(max(0.0, self._woke + BREATH_SECONDS - time.monotonic()))
        for _ in line.notifies(timeout=0):
            pass
        self._woke = time.monotonic()

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
