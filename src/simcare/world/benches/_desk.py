"""A whole desk for a bench: `simcare up` on a folder and ports of its own, with a durable database."""

import importlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_PORTS = ("--port", "--mail-port", "--stream-port", "--simulator-port", "--postbox-port")


@dataclass(frozen=True)
class RunningDesk:
    """A desk that answers."""

    var: Path
    ports: Mapping[str, int]
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """Where people open it."""
        return f"http://localhost:{self.ports['--port']}"

    @property
    def mail_port(self) -> int:
        """Where it takes mail by SMTP."""
        return self.ports["--mail-port"]

    @property
    def stream_port(self) -> int:
        """Where open pages hear what happens."""
        return self.ports["--stream-port"]

    @property
    def simulator_port(self) -> int:
        """Where the operators' platforms are played."""
        return self.ports["--simulator-port"]

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection of the owner, to count with; sees every account."""
        access = importlib.import_module("simcare.cli._supervise.access")  # a neighbour door, by name
        url = access.Access.read(self.var).url(access.OWNER)
        return psycopg.connect(url, autocommit=True, options="-c app.scope=provider")

    def connect_as_admin(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection that may COPY into walled tables."""
        access = importlib.import_module("simcare.cli._supervise.access")  # a neighbour door, by name
        return psycopg.connect(access.Access.read(self.var).url(access.ADMIN), autocommit=True)

    def peak_memory_below_mb(self, module: str) -> float:
        """The highest resident memory of any process below the one that runs a module, that one included."""
        parents = {}
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                status, command = (entry / "status").read_text(), (entry / "cmdline").read_bytes()
                peak = int(status.split("VmHWM:")[1].split()[0]) / 1024 if "VmHWM:" in status else 0.0
                parents[int(entry.name)] = (int(stat[1]), module.encode() in command.split(b"\0"), peak)
        ours = {pid for pid, (parent, runs, _) in parents.items() if runs and parent == self.process.pid}
        return max((peak for pid, (parent, _, peak) in parents.items() if pid in ours or parent in ours), default=0.0)

    def peak_memory_mb(self, module: str) -> float:
        """The highest resident memory so far of the process that runs a module."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and _is_ours(entry, module, self.process.pid):
                status = (entry / "status").read_text()
                return int(status.split("VmHWM:")[1].split()[0]) / 1024
        return 0.0


@contextmanager
def running_desk(*, demo: bool = False, var: Path | None = None) -> Iterator[RunningDesk]:
    """Start one, wait until it is up, and stop it afterwards; its data is kept only in a folder that was named."""
    with tempfile.TemporaryDirectory(prefix="simcare-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the database's user must get through when we are root
        var = var.resolve() if var else Path(folder) / "var"
        var.mkdir(parents=True, exist_ok=True)
        ports = {name: _free_port() for name in _PORTS}
        chosen = [word for name, port in ports.items() for word in (name, str(port))]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIMCARE_", "DATABASE_"))}
        command = [sys.executable, "-m", "simcare.cli", "up", "--no-past" if demo else "--no-demo", *chosen]
        process = subprocess.Popen(
            command, env=kept | {"SIMCARE_VAR": str(var)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            _wait_until_up(process)
            yield RunningDesk(var, ports, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            if process.stdout:
                process.stdout.close()


def boot_here(desk: RunningDesk) -> None:
    """Let this process be one more worker of a desk."""
    access = importlib.import_module("simcare.cli._supervise.access")  # a neighbour door, by name
    os.environ["DATABASE_URL"] = access.Access.read(desk.var).url(access.WORKER)
    os.environ["SIMCARE_VAR"] = str(desk.var)
    from simcare.kernel.boot import boot

    boot(scope="provider")


def _wait_until_up(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C stops everything" in line:
            os.set_blocking(process.stdout.fileno(), False)  # nobody reads on; what it says later is in its log
            return
    raise RuntimeError("the desk did not come up:\n" + "".join(said[-20:]))


def _is_ours(entry: Path, module: str, ancestor: int) -> bool:
    try:
        command = (entry / "cmdline").read_bytes().split(b"\0")
        parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return False
    return module.encode() in command and parent == ancestor


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Any, *, seconds: float) -> float:  # Any: a callable that tells whether it is so
    """How long it took until the condition held; at most `seconds`."""
    began = time.monotonic()
    while not condition() and time.monotonic() - began < seconds:
        time.sleep(0.1)
    return time.monotonic() - began
