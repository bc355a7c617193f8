"""The bench of the desk measures what it says: a small world is served, agents work on it, nothing goes wrong."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.long


def test_a_small_desk_is_measured_and_no_page_fails() -> None:
    options = {"tickets": "2000", "small": "0", "seconds": "10", "agents": "5", "pause": "1"}
    chosen = [word for name, value in options.items() for word in ("--set", f"{name}={value}")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIMCARE_", "DATABASE_"))}
    command = [sys.executable, "-m", "simcare.cli", "bench", "desk", *chosen]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert (told["tickets"], told["messages"], told["wrong"]) == (2_000, 10_000, {})
    assert {"inbox", "ticket", "search"} == {name for name, figures in told["pages_ms"].items() if figures["count"]}
    assert done.returncode == (0 if told["kept"] else 1)
