"""The embedded database as a program to keep alive."""

import signal

from simcare.cli._supervise.postgres import Cluster
from simcare.cli._supervise.processes import Program


def server(cluster: Cluster, *, stop_signal: int = signal.SIGINT) -> Program:
    """SIGINT is PostgreSQL's fast and clean shutdown, SIGQUIT the one that needs recovery at the next start."""
    return Program(
        "database",
        tuple(cluster.command()),
        cluster.answers,
        cluster.environment(),
        user=cluster.user,
        stop_signal=stop_signal,
        folder=cluster.home,
    )
