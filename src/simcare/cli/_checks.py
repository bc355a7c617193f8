"""What `simcare doctor` looks at: one function a subject, each giving findings in words with the mend."""

import importlib
import os
import shutil
import smtplib
import sys
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from simcare.cli._supervise import access, install, needs, ports
from simcare.cli._supervise.programs import Ports, exists
from simcare.cli._supervise.running import Note

if TYPE_CHECKING:
    from simcare.messaging.models import Mailbox

LEAST_FREE_BYTES = 1_000_000_000
MOST_CLOCK_SKEW_SECONDS = 2.0
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")


class State(StrEnum):
    """How one thing is; only WRONG makes the doctor's exit status 1."""

    WELL = "well"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor."""

    name: str
    state: State
    words: str
    mend: str = ""


def well(name: str, words: str) -> Finding:
    return Finding(name, State.WELL, words)


def wrong(name: str, words: str, mend: str) -> Finding:
    return Finding(name, State.WRONG, words, mend)


def all_findings(var: Path) -> Iterator[Finding]:
    """Every check, in the order in which a person would look; what needs the database comes when it answers."""
    note = Note.read(var)
    yield from machine()
    yield disk(var)
    yield from processes(note)
    yield from database()
    yield from pages()
    yield from for_tests()


def machine() -> Iterator[Finding]:
    """Python, packages, clock data."""
    version = sys.version.split()[0]
    yield well("python", f"{version} in {sys.prefix}")
    if install.is_installed("base") or install.is_installed("test"):
        yield well("packages", "as locked in requirements/base.txt")
    else:
        yield wrong(
            "packages", ".venv is not as requirements/base.txt says", "./simcare doctor (the launcher installs)"
        )
    try:
        for zone in ZONES:
            zoneinfo.ZoneInfo(zone)
        yield well("time zones", "known")
    except zoneinfo.ZoneInfoNotFoundError as error:
        yield wrong("time zones", str(error), "apt-get install tzdata")


def disk(var: Path) -> Finding:
    """Room for data and logs."""
    free_bytes = shutil.disk_usage(var if var.exists() else install.ROOT).free
    words = f"{free_bytes / 1e9:.1f} GB free for {var}"
    if free_bytes >= LEAST_FREE_BYTES:
        return well("disk", words)
    return wrong("disk", words, "make room, or let SIMCARE_VAR name a folder on a larger disk before the first start")


def processes(note: Note | None) -> Iterator[Finding]:
    """What `simcare up` keeps alive."""
    if note is None:
        yield wrong("up", "not running", "./simcare up")
        yield from _default_ports()
        return
    yield well("up", f"process {note.pid}")
    yield _listens("pages", note.ports.web)
    if exists("simcare.gates.stream"):
        yield _listens("stream", note.ports.stream)
    if exists("simcare.gates.mail"):
        yield _takes_mail(note.ports.mail)


def _default_ports() -> Iterator[Finding]:
    for name, port in Ports().taken().items():
        yield Finding(
            f"port {port}", State.NOTE, f"another program uses it ({name})", f"./simcare up with another {name} port"
        )


def _listens(name: str, port: int) -> Finding:
    if ports.answers(port):
        return well(name, f"answers on {ports.LOOPBACK}:{port}")
    return wrong(name, f"nobody answers on {ports.LOOPBACK}:{port}", f"see {access.var_folder()}/log")


def _takes_mail(port: int) -> Finding:
    try:
        with smtplib.SMTP(ports.LOOPBACK, port, timeout=5) as smtp:
            code, _ = smtp.noop()
    except (OSError, smtplib.SMTPException) as error:
        return wrong("mail receiver", str(error), f"see {access.var_folder()}/log/receiver.log")
    return well("mail receiver", f"answers {code} on {ports.LOOPBACK}:{port}")


def database() -> Iterator[Finding]:
    """Reachable, walled and up to date."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield wrong("database", "none here yet", "./simcare up makes one, or set DATABASE_URL")
        return
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            version = connection.info.server_version
            yield well(
                "database", f"PostgreSQL {version // 10_000}.{version % 10_000} answers on port {connection.info.port}"
            )
            for check in (_role, _tables, _walls, _clock, _worker, _mailboxes):
                yield from check(connection)
    except psycopg.OperationalError as error:
        yield wrong("database", str(error).splitlines()[0], "./simcare up, or mend DATABASE_URL")


Connection = psycopg.Connection[tuple[object, ...]]


def _role(connection: Connection) -> Iterator[Finding]:
    user = connection.info.user
    owned = _count(
        connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
    )
    powers = "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    if owned or _count(connection, powers):
        mend = f"let it make a runtime role (ALTER ROLE {user} CREATEROLE) and start again, or set DATABASE_RUNTIME_URL"
        yield wrong("role", f"{user} owns tables or passes row security", mend)
    else:
        yield well("role", f"{user} owns nothing and can't pass row security")


def _tables(_: Connection) -> Iterator[Finding]:
    if not exists("simcare.project.settings"):
        return
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    from simcare.kernel.boot import boot

    boot("provider")
    words = StringIO()
    try:
        call_command("migrate", check_unapplied=True, skip_checks=False, stdout=words, no_color=True)
        yield well("tables", "every migration is applied")
    except SystemCheckError as half_way:
        yield wrong("tables", "laid by some of the migrations of before", str(half_way).rpartition("HINT: ")[2].strip())
    except SystemExit:
        waiting = sum(line.startswith("  ") for line in words.getvalue().splitlines())
        yield wrong("tables", f"{waiting or 'some'} migrations wait", "stop and start ./simcare up")


def _walls(connection: Connection) -> Iterator[Finding]:
    rows = connection.execute(
        """SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
           WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attname = 'account_id'
             AND NOT attisdropped AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"""
    )
    if open_tables := [str(name) for (name,) in rows]:
        yield wrong("row security", f"off for {', '.join(open_tables)}", "a migration must enable and force it there")
    else:
        yield well("row security", "on and forced for every table with account_id")


def _clock(connection: Connection) -> Iterator[Finding]:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    there = row[0] if row else None
    skew_seconds = abs((datetime.now(UTC) - there).total_seconds()) if isinstance(there, datetime) else 0.0
    if skew_seconds <= MOST_CLOCK_SKEW_SECONDS:
        yield well("clock", f"{skew_seconds:.1f} s from the database's")
    else:
        yield wrong("clock", f"{skew_seconds:.0f} s from the database's", "let both keep time by NTP")


def _worker(connection: Connection) -> Iterator[Finding]:
    """The worker hears the database's bells; one that hears none is not there."""
    if not exists("simcare.project.worker"):
        return
    lines = _count(connection, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN \"simcare\\_%%'")
    if lines:
        yield well("worker", f"listens on {lines} lines")
    else:
        yield wrong("worker", "nobody listens for work", f"./simcare up; see {access.var_folder()}/log/worker.log")


def _mailboxes(_: Connection) -> Iterator[Finding]:
    """Each mailbox is opened once; nothing is taken."""
    if not exists("simcare.gates.imap"):
        return
    from django.db import DatabaseError

    from simcare.messaging.queries.mailboxes import list_mailboxes

    try:
        known = list_mailboxes()
    except DatabaseError:
        return  # its tables wait to be made, which was said above
    for mailbox in known:
        yield mailbox_finding(mailbox)


def mailbox_finding(mailbox: "Mailbox") -> Finding:
    """How one mailbox is: whether it opens, and whether it is being fetched."""
    from simcare.kernel import clock
    from simcare.messaging.flows.fetching import look_into
    from simcare.messaging.queries.mailboxes import is_behind

    name = f"mailbox {mailbox.name}"
    if not mailbox.is_on:
        return Finding(name, State.NOTE, "switched off", "Mail > Mailboxes > Fetch again")
    look = look_into(mailbox_id=mailbox.id)
    if not look.is_well:
        return wrong(name, look.trouble, look.mend.replace("NUMBER", str(mailbox.id)))
    if is_behind(mailbox, clock.now()):
        since = f"since {mailbox.looked_at:%Y-%m-%d %H:%M} UTC" if mailbox.looked_at else "yet"
        words = mailbox.trouble or f"it opens, but nobody has fetched it {since}"
        return wrong(name, words, f"./simcare up; see {access.var_folder()}/log/imap.log")
    return well(name, f"opens; {look.waiting_count} mails wait")


def _count(connection: Connection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(str(row[0])) if row else 0


def pages() -> Iterator[Finding]:
    """The third-party files of the pages."""
    if not exists("simcare.web.assets"):
        return
    assets = importlib.import_module("simcare.web.assets")  # a neighbour door, asked by name
    if assets.is_installed():
        yield well("assets", "icons and scripts are in place")
    else:
        yield wrong("assets", "icons and scripts of the pages are missing", "./simcare up installs them (needs npm)")


def for_tests() -> Iterator[Finding]:
    """What only the tests need; missing, it is no fault."""
    for need in needs.missing():
        yield Finding("for tests", State.NOTE, f"{need.name} is missing", f"apt-get install {need.package}")
