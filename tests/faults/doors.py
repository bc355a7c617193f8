"""Processes that may be killed at a named point, on this test's database: the IMAP door, the reader behind it, others."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from tests.processes import environment


@contextmanager
def imap_door(port: int, kill_point: str = "") -> Iterator["subprocess.Popen[bytes]"]:
    """Fetches the mailboxes of the server at this port of loopback; it may kill itself at a named point."""
    more = {"SIMCARE_KILL_POINT": kill_point} if kill_point else {}
    with running("simcare.gates.imap", SIMCARE_LOCAL_MAILBOXES=f"127.0.0.1:{port}", **more) as process:
        yield process


@contextmanager
def reader() -> Iterator["subprocess.Popen[bytes]"]:
    """Reads what is kept, as `simcare up` does, each mail in its limited child."""
    with running("simcare.project.worker", "--work", "intake") as process:
        yield process


@contextmanager
def running(*arguments: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`python -m ARGUMENTS` until the block ends, or until it kills itself.

    In a session of its own, as under `simcare up`: the work outside makes its whole session stand back.
    """
    own = environment(SIMCARE_VAR=str(settings.VAR), **more)
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], env=own, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
