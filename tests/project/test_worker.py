"""The worker's parts: together they are all the work, and the part outside stands back for the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simcare.project import worker


@pytest.mark.skipif(not worker.AUTOGROUP.exists(), reason="this kernel weighs processes, not sessions")
def test_the_session_of_the_work_outside_stands_back_as_much_as_its_process() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os; from simcare.project import worker; worker.stand_back();"
            "print(os.nice(0), worker.AUTOGROUP.read_text().split()[-1])",
        ],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.split() == [str(min(19, os.nice(0) + worker.NICENESS)), str(worker.NICENESS)]


def test_where_the_kernel_refuses_the_session_the_process_works_on_and_is_nice(tmp_path: Path) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, pathlib; from simcare.project import worker;"
            f"worker.AUTOGROUP = pathlib.Path('{tmp_path}'); worker.stand_back(); print(os.nice(0))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.split() == [str(min(19, os.nice(0) + worker.NICENESS))]


def test_no_loop_is_done_by_two_parts() -> None:
    names = [loop.name for part in worker.WORK.values() for loop in part()]
    assert len(names) == len(set(names))


def test_a_process_that_shall_end_does_not_wait_for_what_is_queued() -> None:
    """An hour of a pool's work waits; the process ends with success after the patience."""
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import threading, time; from concurrent.futures import ThreadPoolExecutor as Pool\n"
            "from simcare.project import worker\n"
            "worker.LEAVING_SECONDS = 0.1\n"
            "thread = threading.Thread(target=lambda: list(Pool(2).map(time.sleep, [60] * 120)), daemon=True)\n"
            "thread.start(); time.sleep(0.2); worker.leave([thread])",
        ],
        timeout=30,
        check=True,
    )
