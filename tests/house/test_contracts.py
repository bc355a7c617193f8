"""The law of the house holds: the contracts of `.importlinter`, and the rooms that are private to their module."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PRIVATE = {"rules", "jobs", "reactions", "connectors", "channels"}
"""Rooms that only their own module enters. Models may be entered from above, by foreign keys and joins."""
FREE = {"world", "project"}
"""Benches use bulk paths; the roof wires adapters and jobs together."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("simcare", exclude_type_checking_imports=True)


def test_every_import_contract_is_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(linter), "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_private_rooms_are_entered_by_their_own_module_only(graph: grimp.ImportGraph) -> None:
    assert sorted(_intrusions(graph)) == []


def _intrusions(graph: grimp.ImportGraph) -> set[str]:
    return {
        f"{importer} -> {module}"
        for module in graph.modules
        if _room(module) in PRIVATE and _house(module) != "kernel"
        for importer in graph.find_modules_that_directly_import(module)
        if _house(importer) not in {_house(module), *FREE}
    }


def _house(module: str) -> str:
    return [*module.split("."), ""][1]


def _room(module: str) -> str:
    return [*module.split("."), "", ""][2]


def test_every_module_of_the_house_says_what_it_owns() -> None:
    packages = (ROOT / "src" / "simcare").glob("*/__init__.py")
    silent = [str(path.parent.name) for path in packages if not path.read_text().startswith('"""')]
    assert silent == []
