"""What `simcare up` keeps alive: one table. To add a process, add a row.

A row whose module is not there yet is left out, so the table may run ahead of the house.
"""

import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from simcare.cli._supervise import ports
from simcare.cli._supervise.access import WEB, WORKER
from simcare.cli._supervise.processes import Program


@dataclass(frozen=True)
class Ports:
    """Where the processes listen, all on loopback."""

    web: int = 8000
    stream: int = 8001
    mail: int = 2525
    postbox: int = 2526
    simulator: int = 8600

    def taken(self) -> dict[str, int]:
        """Those that somebody else listens on."""
        numbers = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: port for name, port in numbers.items() if not ports.is_free(port)}


@dataclass(frozen=True, slots=True)
class Row:
    """One process of the table."""

    name: str
    module: str
    """Must exist for the row to count."""
    arguments: str
    """What follows `python -m`; {web}, {mail}… stand for ports."""
    port: str = ""
    """The port that answers when it is ready; none: ready when it runs."""
    role: str = WORKER
    environment: Mapping[str, str] = field(default_factory=dict)


GRANIAN = "granian --host 127.0.0.1 --no-ws --respawn-failed-workers --workers-kill-timeout 5"

TABLE = (
    Row(
        "simulator",
        "simulator",
        # a week of usage files in a minute, then one each half hour
        "simulator --port {simulator} --snapshot {var}/simulator.json --cdr {var}/usage/in/eiotclub"
        " --days-ago 7 --day-seconds 8",
        "simulator",
        role="",
    ),
    Row("postbox", "simcare.gates.postbox", "simcare.gates.postbox --port {postbox} {var}/postbox", "postbox", role=""),
    Row(
        "web",
        "simcare.project.wsgi",
        f"{GRANIAN} --interface wsgi --port {{web}} --workers 2 simcare.project.wsgi:application",
        "web",
        role=WEB,
        environment={"SIMCARE_POOL": "8"},
    ),
    Row(
        "stream",
        "simcare.gates.stream",
        # --backpressure above the number of clients, else they time out (stack.md)
        f"{GRANIAN} --interface asgi --port {{stream}} --backpressure 12000 simcare.gates.stream:app",
        "stream",
        role=WEB,
    ),
    Row("receiver", "simcare.gates.mail", "simcare.gates.mail --port {mail}", "mail"),
    Row("imap", "simcare.gates.imap", "simcare.gates.imap"),  # idle until a mailbox is added
    Row("files", "simcare.gates.files", "simcare.gates.files {var}/usage"),
    Row("intake", "simcare.project.worker", "simcare.project.worker --work intake"),
    Row("worker", "simcare.project.worker", "simcare.project.worker --work desk"),
    Row("outside", "simcare.project.worker", "simcare.project.worker --work outside"),
)


def programs(numbers: Ports, database_url: Callable[[str], str], shared: Mapping[str, str]) -> list[Program]:
    """The rows that exist here. `database_url` gives the address for a role, `shared` is everybody's environment."""
    return [_program(row, numbers, database_url, shared) for row in TABLE if exists(row.module)]


def _program(row: Row, numbers: Ports, database_url: Callable[[str], str], shared: Mapping[str, str]) -> Program:
    named: dict[str, int | str] = {each.name: getattr(numbers, each.name) for each in fields(numbers)}
    named["var"] = shared["SIMCARE_VAR"]
    command = (sys.executable, "-m", *(part.format(**named) for part in row.arguments.split()))
    environment = {**shared, **row.environment}
    if row.role:
        environment |= {"DATABASE_URL": database_url(row.role), "SIMCARE_ROLE": row.role}
    port = getattr(numbers, row.port) if row.port else None
    return Program(row.name, command, lambda: port is None or ports.answers(port), environment)


def exists(module: str) -> bool:
    """Whether the module can be found; its parents are imported, it is not."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def shared_environment(numbers: Ports) -> dict[str, str]:
    """What every process may know. The owner's password is not among it."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATABASE_OWNER_URL"}}
    return kept | {
        "SIMCARE_VAR": kept.get("SIMCARE_VAR", str(Path("var").resolve())),
        "SIMCARE_SMTP_URL": kept.get("SIMCARE_SMTP_URL", f"smtp://{ports.LOOPBACK}:{numbers.postbox}"),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "simcare.project.settings",
        "SIMCARE_ORIGIN": kept.get("SIMCARE_ORIGIN", f"http://{ports.NAME}:{numbers.web}"),
        "SIMCARE_STREAM_ORIGIN": kept.get("SIMCARE_STREAM_ORIGIN", f"http://{ports.NAME}:{numbers.stream}"),
        "SIMCARE_LOOPBACK_TARGETS": f"{ports.LOOPBACK}:{numbers.simulator}",
    }
