"""The bench of the fleet measures what it says: a small fleet is served, staff and a member ask, no page fails."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.long


def test_a_small_fleet_is_measured_and_no_page_fails() -> None:
    options = {"cards": "2000", "small": "1000", "requests": "120"}
    chosen = [word for name, value in options.items() for word in ("--set", f"{name}={value}")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIMCARE_", "DATABASE_"))}
    command = [sys.executable, "-m", "simcare.cli", "bench", "world", *chosen]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert (told["cards"], told["rollup_rows"], told["wrong"]) == (2_000, 6_000, {})
    assert sum(figures["count"] for figures in told["kinds_ms"].values()) == 120
    assert set(told["to_small_fleet"]) == {"card", "list", "search"}
    assert done.returncode == (0 if told["kept"] else 1)
