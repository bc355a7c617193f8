"""`simcare up` as a person meets it: it serves, heals, tells a second one, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from simcare.cli._supervise import ports
from simcare.cli.up import ALREADY_UP

pytestmark = pytest.mark.xdist_group("embedded database")

OPTIONS = ("--port", "--mail-port", "--stream-port", "--simulator-port", "--postbox-port")


class Desk:
    """A running `simcare up` on a folder and ports of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.var = Path(environment["SIMCARE_VAR"])
        self.environment = environment
        self.numbers = [ports.any_free() for _ in OPTIONS]
        self.output = folder / "up.out"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(self.command, env=environment, stdout=output, stderr=subprocess.STDOUT)

    @property
    def command(self) -> list[str]:
        chosen = [word for pair in zip(OPTIONS, map(str, self.numbers), strict=True) for word in pair]
        return [sys.executable, "-m", "simcare.cli", "up", "--no-demo", *chosen]

    def wait_for(self, words: str, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while words not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < end, self.output.read_text()
            time.sleep(0.1)

    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.var / "pg" / "data" / "postmaster.pid").read_text().split()[0]))


@pytest.fixture
def desk(open_folder: Path, bare_environment: dict[str, str]) -> Iterator[Desk]:
    made = Desk(open_folder, bare_environment)
    yield made
    made.process.terminate()
    made.process.wait(30)


def test_up_serves_heals_tells_a_second_one_and_stops_whole(desk: Desk) -> None:
    desk.wait_for("Ctrl-C stops everything")
    assert ports.answers(desk.numbers[0])

    second = subprocess.run(desk.command, env=desk.environment, capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode == ALREADY_UP
    assert f"already up on this data: http://localhost:{desk.numbers[0]} (process {desk.process.pid})" in second.stdout

    well = subprocess.run(
        [sys.executable, "-m", "simcare.cli", "doctor", "--json"],
        env=desk.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    states = {line["name"]: line["state"] for line in map(json.loads, well.stdout.splitlines())}
    about = ("up", "pages", "database", "role", "tables", "row security", "clock")
    assert {name: states[name] for name in about} == dict.fromkeys(about, "well"), well.stdout

    desk.postmaster().kill()
    desk.wait_for("database serves again", seconds=15)
    assert ports.answers(desk.numbers[0])

    family = psutil.Process(desk.process.pid).children(recursive=True)
    desk.process.send_signal(signal.SIGTERM)
    assert desk.process.wait(30) == 0
    psutil.wait_procs(family, timeout=5)
    assert [process for process in family if process.is_running()] == []


def test_up_names_a_taken_port_and_the_option_that_changes_it(bare_environment: dict[str, str]) -> None:
    port = ports.any_free()
    with socket.create_server((ports.LOOPBACK, port)):
        done = subprocess.run(
            [sys.executable, "-m", "simcare.cli", "up", "--port", str(port)],
            env=bare_environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 1
    assert f"port {port} (web) is used by another program: choose one with --port" in done.stderr
    assert not (Path(bare_environment["SIMCARE_VAR"]) / "pg").exists()


def test_a_killed_up_leaves_no_process_and_starts_again(
    desk: Desk, open_folder: Path, bare_environment: dict[str, str]
) -> None:
    desk.wait_for("database (PostgreSQL")
    family = psutil.Process(desk.process.pid).children(recursive=True)
    desk.process.kill()
    desk.process.wait()
    psutil.wait_procs(family, timeout=15)
    assert [process for process in family if process.is_running()] == []
    assert json.loads((desk.var / "up.json").read_text())["pid"] == desk.process.pid

    again = Desk(open_folder, bare_environment)
    again.wait_for("Ctrl-C stops everything")
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(30) == 0
    assert os.access(desk.var / "pg", os.F_OK)
