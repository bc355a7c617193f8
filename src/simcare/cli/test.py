"""`simcare test`: everything that a test needs, then all tests."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import click

from simcare.cli._supervise import install, needs
from simcare.kernel.errors import SimcareError

CHECKS = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "types": ("mypy",),
    "imports": ("lint-imports",),
}
"""What needs no database. The words of the docs are checked by tests."""


@click.command()
@click.option("-k", "word", help="Only tests whose name has this WORD (pytest -k); leaves out format, lint and types.")
@click.option("--long", is_flag=True, help="The tests that take minutes, too.")
@click.option("--workers", default=3, show_default=True, help="Tests run side by side; 0: one after the other.")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def command(word: str | None, long: bool, workers: int, rest: tuple[str, ...]) -> None:
    """Format, lint, types, imports, then all tests on a real PostgreSQL; REST goes to pytest, after `--`.

    Installs what the tests need: packages into .venv and, as root on Debian, browser and fonts. An ordinary user is
    told what is missing and which tests are left out for it. Exit status 0: all is well.
    """
    try:
        install.ensure("test")
        needs.provide()
        with (
            ThreadPoolExecutor(1) as beside,
            ThreadPoolExecutor(1) as npm,
        ):  # the checks need no database, nor do assets
            checked = [] if word else [(name, beside.submit(_passes, name, check)) for name, check in CHECKS.items()]
            assets = npm.submit(_install_assets)
            status = _pytest(word, long, workers, rest, assets)
            failed = [name for name, passes in checked if not passes.result()]
    except (SimcareError, install.InstallFailed) as error:
        raise click.ClickException(str(error)) from error
    if failed:
        click.echo(f"Not well: {', '.join(failed)} (see above)")
    sys.exit(status or bool(failed))


def _install_assets() -> None:
    """What npm brings stands before the first test: several test processes would else draw pages while one installs."""
    began = time.monotonic()
    install_them = "from simcare.web.assets import install_for_tests; install_for_tests()"
    done = subprocess.run([sys.executable, "-c", install_them], cwd=install.ROOT, env=_environment(), check=False)
    if done.returncode:
        raise click.ClickException("The scripts and icons of the pages could not be installed (see above).")
    click.echo(f"assets: in place ({time.monotonic() - began:.0f} s)")


def _passes(name: str, check: tuple[str, ...]) -> bool:
    """Run one check; its words are shown only when something is wrong."""
    began = time.monotonic()
    tool = install.VENV / "bin" / check[0]
    result = subprocess.run(
        [str(tool), *check[1:]], cwd=install.ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    well = result.returncode == 0
    click.echo(f"{name}: {'well' if well else 'NOT WELL'} ({time.monotonic() - began:.0f} s)")
    if not well:
        click.echo(result.stdout + result.stderr)
    sys.stdout.flush()
    return well


def _pytest(word: str | None, long: bool, workers: int, rest: tuple[str, ...], assets: Future[None]) -> int:
    """Run the tests once assets are there; their last line, the count, stays the last that is printed."""
    from simcare.cli._supervise.access import ADMIN, OWNER
    from simcare.cli._supervise.postgres import let_searches_use_indexes
    from simcare.cli._supervise.throwaway import cluster

    asked = [*(["-k", word] if word else []), *(["--long"] if long else []), *rest]
    side_by_side = ["-n", str(workers), "--dist", "loadgroup"] if workers else []
    with _folder() as folder, cluster(folder) as made:
        # Read before any conftest. Tests act in the provider's scope, as the worker does, unless they say so.
        of_this_run = {
            "DATABASE_URL": made.access.url(OWNER),
            "SIMCARE_SCOPE": "provider",
            "SIMCARE_VAR": str(folder / "var"),
        }
        environment = _environment() | of_this_run
        _lay_tables(environment)
        let_searches_use_indexes(made.access.url(ADMIN))
        assets.result()
        command = [sys.executable, "-m", "pytest", *side_by_side, *asked]
        return subprocess.run(command, cwd=install.ROOT, env=environment, check=False).returncode


def _lay_tables(environment: dict[str, str]) -> None:
    """Migrate once; each test process begins with a copy of that database (tests/conftest.py)."""
    began = time.monotonic()
    migrate = [sys.executable, "-m", "django", "migrate", "--noinput", "--verbosity=0"]
    settings = {"DJANGO_SETTINGS_MODULE": "simcare.project.settings"}
    subprocess.run(migrate, cwd=install.ROOT, env=environment | settings, check=True)
    click.echo(f"tables: laid ({time.monotonic() - began:.0f} s)")


@contextmanager
def _folder() -> Iterator[Path]:
    """A throwaway folder for this run: nobody's data is near."""
    with tempfile.TemporaryDirectory(prefix="simcare-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server's user must get through when we are root
        yield folder


def _environment() -> dict[str, str]:
    """The tests see none of the settings of a running desk."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SIMCARE_", "DATABASE_"))}
