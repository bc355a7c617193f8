"""The supervisor on toy programs: what dies comes back, what we stop stays stopped, and nothing outlives us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from simcare.cli._supervise import ports
from simcare.cli._supervise.processes import NotReady, Program, StepFailed, Stopped, Supervisor

SLEEPER = (sys.executable, "-S", "-c", "import time; time.sleep(60)")
ENVIRONMENT = {"PATH": os.environ["PATH"]}


def listener(port: int) -> Program:
    """A program that is ready when it listens."""
    words = f"import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
    return Program("listener", (sys.executable, "-S", "-c", words), lambda: ports.answers(port), ENVIRONMENT)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]):
    made = Supervisor(tmp_path / "log", said.append)
    yield made
    made.stop()


def beat_until(supervisor: Supervisor, condition, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        supervisor.beat()


def test_a_killed_process_is_started_again_and_named(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start(listener(ports.any_free()))
    first = supervisor.children[0].pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    beat_until(supervisor, lambda: any("serves again" in words for words in said))
    assert supervisor.children[0].pid not in (None, first)
    assert said[0].startswith("listener ended (killed by SIGKILL); restarting at once")


def test_one_that_keeps_falling_waits_longer_each_time(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start(Program("sleeper", SLEEPER, lambda: True, ENVIRONMENT))
    child = supervisor.children[0]
    for _ in range(3):
        beat_until(supervisor, lambda: child.pid is not None)
        os.kill(child.pid or 0, signal.SIGKILL)
        falls = child.falls
        beat_until(supervisor, lambda falls=falls: child.falls == falls + 1)
    assert [words.split("; ")[1].split(",")[0] for words in said if "ended" in words] == [
        "restarting at once",
        "restarting in 0.5 s",
        "restarting in 1.0 s",
    ]


def test_what_a_dead_process_started_is_ended_too(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    words = (
        "import pathlib, subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(p.pid))\n"
        "time.sleep(60)"
    )
    supervisor.start(Program("parent", (sys.executable, "-S", "-c", words), note.exists, ENVIRONMENT))
    beat_until(supervisor, lambda: note.read_text() != "")
    grandchild = psutil.Process(int(note.read_text()))
    os.kill(supervisor.children[0].pid or 0, signal.SIGKILL)
    beat_until(supervisor, lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_a_program_that_is_never_ready_is_reported_with_its_last_words(supervisor: Supervisor) -> None:
    command = (sys.executable, "-S", "-c", "import sys; sys.exit('no such port')")
    broken = Program("broken", command, lambda: False, ENVIRONMENT, patience_seconds=0.5)
    with pytest.raises(NotReady, match="no such port"):
        supervisor.start(broken)


def test_a_failed_step_is_reported_with_its_last_words(supervisor: Supervisor) -> None:
    with pytest.raises(StepFailed, match="no table today"):
        supervisor.run("migrate", (sys.executable, "-S", "-c", "import sys; sys.exit('no table today')"), ENVIRONMENT)


def test_stopping_ends_all_and_starts_none(supervisor: Supervisor) -> None:
    for name in ("one", "two"):
        supervisor.start(Program(name, SLEEPER, lambda: True, ENVIRONMENT))
    supervisor.stop()
    assert [child.pid for child in supervisor.children] == [None, None]
    with pytest.raises(Stopped):
        supervisor.beat()


def test_children_die_with_their_killed_parent(tmp_path: Path) -> None:
    words = (
        "import sys\nfrom pathlib import Path\n"
        "from simcare.cli._supervise.processes import Program, Supervisor\n"
        f"s = Supervisor(Path({str(tmp_path)!r}), print)\n"
        f"s.start(Program('sleeper', {SLEEPER!r}, lambda: True, {{}}))\n"
        "print(s.children[0].pid, flush=True)\ns.watch()"
    )
    with subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([orphan], timeout=5)
    assert not orphan.is_running()
