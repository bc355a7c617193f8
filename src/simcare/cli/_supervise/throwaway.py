"""A database cluster for one run of the tests."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg

from simcare.cli._supervise.access import ADMIN, OWNER
from simcare.cli._supervise.postgres import THROWAWAY, Cluster
from simcare.cli._supervise.processes import Supervisor
from simcare.cli._supervise.server import server


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start one there and stop it afterwards; its owner may make databases and roles."""
    made = Cluster(folder, options=THROWAWAY)
    made.prepare()
    supervisor = Supervisor(folder / "log", click.echo)
    try:
        supervisor.start(server(made, stop_signal=signal.SIGQUIT))
        made.furnish()
        with psycopg.connect(made.access.url(ADMIN), autocommit=True) as admin:
            # Tests make databases, and roles to try the walls as; nobody's data is near.
            admin.execute(f"ALTER ROLE {OWNER} CREATEDB CREATEROLE")
            admin.execute(f"ALTER ROLE {OWNER} SET createrole_self_grant = 'set, inherit'")
        yield made
    finally:
        supervisor.stop()
