"""The worker's parts: together they are all the work, and the part outside stands back for the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simcare.project import worker

AUTOGROUP = Path("/proc/self/autogroup")


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel weighs processes, not sessions")
def test_the_session_of_the_work_outside_stands_back_as_much_as_its_process() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, pathlib; from simcare.project import worker; worker.stand_back();"
            f"print(os.nice(0), pathlib.Path('{AUTOGROUP}').read_text().split()[-1])",
        ],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.split() == [str(min(19, os.nice(0) + worker.NICENESS)), str(worker.NICENESS)]


def test_no_loop_is_done_by_two_parts() -> None:
    names = [loop.name for part in worker.WORK.values() for loop in part()]
    assert len(names) == len(set(names))
