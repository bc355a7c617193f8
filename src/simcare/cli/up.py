"""`simcare up`: everything on one machine, until Ctrl-C."""

import importlib
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from simcare.cli._supervise import ports
from simcare.cli._supervise.access import ADMIN, NAMED_SERVER, OWNER, WORKER, var_folder
from simcare.cli._supervise.external import runtime_urls
from simcare.cli._supervise.postgres import Cluster, let_searches_use_indexes
from simcare.cli._supervise.processes import StepFailed, Stopped, Supervisor
from simcare.cli._supervise.programs import Ports, exists, programs, shared_environment
from simcare.cli._supervise.running import AlreadyUp, hold
from simcare.cli._supervise.server import server
from simcare.kernel.errors import SimcareError

ALREADY_UP = 3
"""Exit status of a second `up` on the same data."""


@click.command()
@click.option("--port", "web", default=Ports.web, show_default=True, help="Port of the pages.")
@click.option("--mail-port", "mail", default=Ports.mail, show_default=True, help="Port of the mail receiver (SMTP).")
@click.option("--stream-port", "stream", default=Ports.stream, show_default=True, help="Port of the live stream.")
@click.option(
    "--simulator-port", "simulator", default=Ports.simulator, show_default=True, help="Port of the operator simulator."
)
@click.option(
    "--postbox-port", "postbox", default=Ports.postbox, show_default=True, help="Port of the demo's post box."
)
@click.option("--no-demo", is_flag=True, help="Make no demo world on the first start.")
@click.option("--no-past", is_flag=True, help="Leave out of the demo world the weeks that its desk has lived through.")
def command(*, no_demo: bool, no_past: bool, **listening: int) -> None:
    """Start everything: database, pages, stream, workers, mail receiver, simulator; Ctrl-C stops it all.

    Data stays in var/ (SIMCARE_VAR names another folder); DATABASE_URL names a PostgreSQL server to use instead of the
    embedded one. Exit status 3: it is already running on this data.
    """
    var = var_folder()
    numbers = Ports(**listening)
    try:
        with hold(var, numbers):
            _refuse_taken(numbers)
            _keep_up(var, numbers, demo=None if no_demo else ["--no-past"] if no_past else [])
    except AlreadyUp as already:
        click.echo(already)
        sys.exit(ALREADY_UP)
    except SimcareError as error:
        raise click.ClickException(str(error)) from error


def _keep_up(var: Path, numbers: Ports, *, demo: list[str] | None) -> None:
    """Start all, keep it alive until somebody stops us, and stop it in order. `demo`: how its world is made, if any."""
    supervisor = Supervisor(var / "log", _say)
    supervisor.stop_on_signals()
    _allow_many_files()
    try:
        _start(supervisor, var, numbers, demo=demo)
        supervisor.watch()
    except Stopped:
        pass
    finally:
        _say("stopping")
        supervisor.stop()
        _say(f"stopped; the data stays in {var}")


def _start(supervisor: Supervisor, var: Path, numbers: Ports, *, demo: list[str] | None) -> None:
    _say(f"Simcare starts; data and logs in {var}")
    shared = shared_environment(numbers) | {"SIMCARE_VAR": str(var)}
    owner_url, url_for = _database(supervisor, var)
    as_owner = shared | {"DATABASE_URL": owner_url, "DATABASE_OWNER_URL": owner_url, "SIMCARE_ROLE": OWNER}
    _prepare(supervisor, as_owner)
    let_searches_use_indexes(NAMED_SERVER or Cluster(var).access.url(ADMIN))
    has_demo = demo is not None and not NAMED_SERVER  # nobody's real server is filled with made-up people
    if has_demo:
        as_worker = shared | {"DATABASE_URL": url_for(WORKER), "SIMCARE_ROLE": WORKER}
        _make_demo_world(
            supervisor, var, numbers, as_worker, demo or []
        )  # before the simulator, which reads its cards at its start
    for program in programs(numbers, url_for, shared):
        _announce(program.name, supervisor.start(program))
    _print_addresses(numbers, demo=has_demo)


def _database(supervisor: Supervisor, var: Path) -> tuple[str, Callable[[str], str]]:
    """A database that answers: the owner's address, and how to get that of a runtime role."""
    if NAMED_SERVER:
        _say("database: the server named by DATABASE_URL")
        return NAMED_SERVER, runtime_urls(NAMED_SERVER, var)
    cluster = Cluster(var)
    if not cluster.data.exists():
        _say(f"database: making a new one in {cluster.home}")
    cluster.prepare()
    seconds = supervisor.start(server(cluster))
    cluster.furnish()
    _announce(f"database (PostgreSQL {cluster.binaries.version})", seconds)
    return cluster.access.url(OWNER), cluster.access.url


def _prepare(supervisor: Supervisor, as_owner: dict[str, str]) -> None:
    """Tables and static files, when the house has them."""
    if exists("simcare.project.settings"):
        _announce("tables", supervisor.run("migrate", _python("-m", "django", "migrate", "--noinput"), as_owner))
    if exists("simcare.web.assets"):
        install = "from simcare.web.assets import install; install()"
        _announce("assets", supervisor.run("assets", _python("-c", install), as_owner))
        collect = _python("-m", "django", "collectstatic", "--noinput", "-v", "0")
        _announce("static files", supervisor.run("collectstatic", collect, as_owner))


def _make_demo_world(
    supervisor: Supervisor, var: Path, numbers: Ports, as_worker: dict[str, str], how: list[str]
) -> None:
    """Once per database: the mark is written when the world is whole. A desk without it is a desk all the same."""
    mark = var / "pg" / "demo-world-made"
    if mark.exists() or not exists("simcare.cli.world"):
        return
    _say("demo world: making it, this once")
    simulator = f"http://{ports.LOOPBACK}:{numbers.simulator}"
    make = _python("-m", "simcare.cli", "world", "make", "--simulator", simulator, *how)
    try:
        _announce("demo world", supervisor.run("world", make, as_worker))
        mark.touch()
    except StepFailed as failed:
        _say(f"demo world: left out. {failed}")


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


OPTION_OF = {
    "web": "--port",
    "stream": "--stream-port",
    "mail": "--mail-port",
    "simulator": "--simulator-port",
    "postbox": "--postbox-port",
}


def _refuse_taken(numbers: Ports) -> None:
    if taken := numbers.taken():
        words = "; ".join(
            f"port {port} ({name}) is used by another program: choose one with {OPTION_OF[name]}"
            for name, port in taken.items()
        )
        raise click.ClickException(words)


def _allow_many_files() -> None:
    """Ten thousand live streams are ten thousand open files."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _print_addresses(numbers: Ports, *, demo: bool) -> None:
    click.echo(
        f"\n  Pages       http://{ports.NAME}:{numbers.web}\n  Mail in     smtp://{ports.LOOPBACK}:{numbers.mail}"
    )
    for line in _demo_sign_ins() if demo else []:
        click.echo(f"  {line}")
    click.echo("\n  Ctrl-C stops everything.\n")


def _demo_sign_ins() -> list[str]:
    """The world says who may sign in; it knows the names and passwords that it made."""
    if not exists("simcare.world.sign_ins"):
        return []
    known = importlib.import_module("simcare.world.sign_ins")
    return [f"{each.role:<12}{each.email}  password {each.password}" for each in (*known.SIGN_INS, *known.MEMBERS)]


def _announce(name: str, seconds: float) -> None:
    _say(f"{name}: ready in {seconds:.1f} s")


def _say(words: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')}  {words}")
    sys.stdout.flush()
