"""Processes of ours beside a test, on the database that the test uses."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection

from simcare.cli._supervise import ports

PATIENCE_SECONDS = 60


def environment(**more: str) -> dict[str, str]:
    """The test's own environment, with the test's database in place of the cluster's first."""
    settings = connection.settings_dict
    host = quote(settings["HOST"], safe="")
    login = f"{settings['USER']}:{quote(settings['PASSWORD'])}"
    url = f"postgres://{login}@/{settings['NAME']}?host={host}&port={settings['PORT']}"
    return os.environ | {"DATABASE_URL": url} | more


@contextmanager
def running(*arguments: str, port: int, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m ARGUMENTS` until the block ends; begins when the port answers."""
    process = subprocess.Popen([sys.executable, "-m", *arguments], env=environment(**more))
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        while not ports.answers(port):
            assert process.poll() is None, f"{arguments[0]} ended with {process.returncode}"
            assert time.monotonic() < until, f"{arguments[0]} does not answer"
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
