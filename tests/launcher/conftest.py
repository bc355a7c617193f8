"""Folders and clusters for the launcher's tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter: pytest's own is private, and as root the database runs as somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="simcare-launcher-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def bare_environment(open_folder: Path) -> dict[str, str]:
    """The environment of somebody who has just cloned the checkout, with state of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIMCARE_", "DATABASE_"))}
    return kept | {"SIMCARE_VAR": str(open_folder / "var")}
