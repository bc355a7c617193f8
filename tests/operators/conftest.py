"""A simulator of the operators' platforms in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simcare.operators.connectors.protocol import Connector
from tests.operators.running import Simulator

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", "--port", "0", "--rate-limit", "100000"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield Simulator(process.stdout.readline().split()[-1])
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def simulator(simulator_process: Simulator) -> Iterator[Simulator]:
    yield simulator_process
    for name in ("faults", "log"):
        simulator_process.control("DELETE", name)
    simulator_process.control("POST", "limit", {"calls_per_second": 100_000})


@pytest.fixture
def eiotclub(simulator: Simulator) -> Connector:
    return simulator.connector("eiotclub")


@pytest.fixture
def soracom(simulator: Simulator) -> Connector:
    return simulator.connector("soracom")
