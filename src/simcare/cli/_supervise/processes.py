"""Keeps processes alive: starts them, watches them, starts a dead one again, stops all in order.

One thread and one loop (`Supervisor.watch`): the kernel ties a child's life to the *thread* that started it. Each child
writes to its own log file, stands in a process group of its own (so Ctrl-C reaches only us, who stop them in order) and
dies with us.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from simcare.cli._supervise.binaries import ServerUser
from simcare.kernel.errors import SimcareError

BEAT_SECONDS = 0.1
STEADY_SECONDS = 30.0
"""A process that lived this long is healthy again: its next fall counts as the first."""
BACKOFF_SECONDS = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Wait before the n-th restart in a row; the last one holds from then on."""

CHILD = Path(__file__).with_name("child.py")

Say = Callable[[str], None]


class NotReady(SimcareError):
    """A process did not become ready in time."""


class StepFailed(SimcareError):
    """A step of the start failed."""


class Stopped(Exception):
    """We were asked to stop while waiting."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep alive."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool]
    """Whether it serves; asked until true after each start."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """All of it, nothing is inherited."""
    user: ServerUser = field(default_factory=ServerUser)
    stop_signal: int = signal.SIGTERM
    patience_seconds: float = 60.0
    """How long the first start may take, and how long stopping may."""
    folder: Path | None = None


class Child:
    """A program and its present process, if it has one."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        self.falls = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._next_start = 0.0
        self._announced = True

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        self._process = spawn(self.program, self.log)
        self._started = time.monotonic()

    def beat(self, say: Say) -> None:
        """Notice a death, restart when it is time, and tell when it serves again."""
        if self._process is None:
            if time.monotonic() >= self._next_start:
                self.start()
        elif (status := self._process.poll()) is not None:
            self._fall(status, say)
        elif not self._announced and self.program.ready():
            self._announced = True
            say(f"{self.program.name} serves again, {time.monotonic() - self._started:.1f} s after its restart")

    def _fall(self, status: int, say: Say) -> None:
        self.falls = 0 if time.monotonic() - self._started > STEADY_SECONDS else self.falls
        wait = BACKOFF_SECONDS[min(self.falls, len(BACKOFF_SECONDS) - 1)]
        self.falls += 1
        when = f"in {wait} s" if wait else "at once"
        say(f"{self.program.name} ended ({_in_words(status)}); restarting {when}, see {self.log}")
        self._kill_rest()
        self._process, self._announced = None, False
        self._next_start = time.monotonic() + wait

    def _kill_rest(self) -> None:
        """What the dead process started may still hold its port."""
        if self._process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask, wait, then insist."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(self.program.stop_signal)
        try:
            self._process.wait(self.program.patience_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._kill_rest()


class Supervisor:
    """The living children, in the order of their start."""

    def __init__(self, logs: Path, say: Say) -> None:
        self.children: list[Child] = []
        self.stopping = False
        self._logs = logs
        self._say = say
        logs.mkdir(parents=True, exist_ok=True)

    def stop_on_signals(self) -> None:
        """Ctrl-C, `kill` and a closed terminal all mean: stop in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def start(self, program: Program) -> float:
        """Start it and wait until it serves; seconds that took. Raises NotReady."""
        child = Child(program, self._logs / f"{program.name}.log")
        began = time.monotonic()
        child.start()
        self.children.append(child)
        while not (child.pid and program.ready()):
            if time.monotonic() - began > program.patience_seconds:
                raise NotReady(
                    f"{program.name} did not become ready within {program.patience_seconds:.0f} s:\n{tail(child.log)}"
                )
            self.beat()
        return time.monotonic() - began

    def run(self, name: str, command: tuple[str, ...], environment: Mapping[str, str]) -> float:
        """Run one step to its end while the children are kept alive; seconds that took. Raises StepFailed."""
        program = Program(name, command, lambda: True, environment)
        child = Child(program, self._logs / f"{name}.log")
        began = time.monotonic()
        process = spawn(program, child.log)
        try:
            while process.poll() is None:
                self.beat()
        finally:
            process.kill()
        if process.returncode:
            raise StepFailed(f"{name} failed ({_in_words(process.returncode)}):\n{tail(child.log)}")
        return time.monotonic() - began

    def beat(self) -> None:
        """One look at every child. Raises Stopped when we were asked to stop."""
        if self.stopping:
            raise Stopped
        for child in self.children:
            child.beat(self._say)
        time.sleep(BEAT_SECONDS)

    def watch(self) -> None:
        """Keep all alive until we are asked to stop."""
        with suppress(Stopped):
            while True:
                self.beat()

    def stop(self) -> None:
        """Last started, first stopped: the database goes when nobody needs it any more."""
        self.stopping = True
        for child in reversed(self.children):
            child.stop()


def spawn(program: Program, log: Path) -> subprocess.Popen[bytes]:
    """Start the program, guarded, writing to its log."""
    with log.open("ab") as output:
        return subprocess.Popen(
            guarded(program.command, program.user, program.stop_signal),
            cwd=program.folder,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def guarded(command: Sequence[str], user: ServerUser, death_signal: int) -> list[str]:
    """The command, run as that user and ended with that signal when we die (see `child`)."""
    who = (death_signal, user.uid, user.gid, os.getpid())
    return [sys.executable, "-I", "-S", str(CHILD), *(str(int(number)) for number in who), *command]


def tail(log: Path, lines: int = 15) -> str:
    """The last words of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _in_words(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"status {status}"
