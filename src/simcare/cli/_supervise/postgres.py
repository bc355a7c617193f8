"""The embedded database: one PostgreSQL cluster under `var/pg`, kept by our own supervisor.

Owned here: making the cluster (once, whole or not at all), the command line of its server, and its roles. Starting and
restarting is `processes`' work. The server listens on loopback only, on a remembered port, with random passwords.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final, LiteralString

import psycopg
from psycopg import sql

from simcare.cli._supervise import binaries, ports
from simcare.cli._supervise.access import ADMIN, DATABASE, OWNER, WEB, WORKER, Access
from simcare.cli._supervise.binaries import Binaries, ServerUser
from simcare.cli._supervise.processes import guarded
from simcare.kernel.errors import SimcareError

RUNTIME = "simcare_runtime"
"""Holds the grants; nobody signs in as it. The runtime roles inherit from it and own nothing."""


def _shared_buffers() -> str:
    """An eighth of the machine's memory, within bounds: of ten million cards a search reads thousands of pages.

    PostgreSQL takes of it what it needs; what is read again from there costs a tenth of asking the system for it.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(max(memory // 8 >> 20, 256), 4096)}MB"


DURABLE = {
    "max_connections": "120",
    "shared_buffers": _shared_buffers(),
    "temp_buffers": "64MB",  # taken by those alone that stage much, such as files of usage, and only as it is needed
}
THROWAWAY = {  # tests only: a power cut may eat it
    "max_connections": "120",
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class DatabaseMissing(SimcareError):
    """There are no PostgreSQL programs on this machine."""


class DatabaseBroken(SimcareError):
    """The embedded database can't be made or started."""


class Cluster:
    """One embedded database cluster and the folder that it lives in."""

    def __init__(self, var: Path, *, options: dict[str, str] | None = None) -> None:
        self.var = var
        self.options = DURABLE if options is None else options
        self.home = self._reachable_home()
        self.data = self.home / "data"
        self.user = ServerUser.for_data(self.data)
        found = binaries.find(self.user)
        if found is None:
            raise DatabaseMissing("No PostgreSQL programs: install postgresql, or set DATABASE_URL to a server.")
        self.binaries: Binaries = found
        self.access = Access.read(var) or Access.new(ports.any_free())

    def _reachable_home(self) -> Path:
        """`var/pg`, or a folder of the system when the server's user can't get there; then var/pg points to it."""
        home = self.var / "pg"
        if home.is_symlink():
            return home.resolve()
        user = ServerUser.for_data(home / "data")
        self.var.mkdir(parents=True, exist_ok=True)
        if user.can_reach(home):
            return home
        place = hashlib.sha256(os.fsencode(self.var.resolve())).hexdigest()[:12]
        elsewhere = binaries.SYSTEM_STATE / place
        elsewhere.mkdir(mode=0o755, parents=True, exist_ok=True)
        home.symlink_to(elsewhere)
        return elsewhere

    def prepare(self) -> bool:
        """Make the cluster when there is none, and settle the port. True when it was made now."""
        self.home.mkdir(parents=True, exist_ok=True)
        made = not self.data.exists()
        if made:
            self._initialise()
        elif not os.access(self.data, os.R_OK):
            raise DatabaseBroken(f"{self.data} belongs to another user: run this as root, or set DATABASE_URL.")
        self._match_versions()
        self._drop_stale_pid_file()
        if not ports.is_free(self.access.port):
            self.access.port = ports.any_free()
        self.access.write(self.var)
        return made

    def _initialise(self) -> None:
        """initdb into a folder beside, then rename: a cluster is there whole or not at all."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        if self.user.uid >= 0:
            os.chown(self.home, self.user.uid, self.user.gid)
        with tempfile.NamedTemporaryFile("w", dir=self.home, prefix="password.") as password:
            password.write(self.access.passwords[ADMIN])
            password.flush()
            if self.user.uid >= 0:
                os.chown(password.name, self.user.uid, self.user.gid)
            self._run_initdb(fresh, password.name)
        fresh.rename(self.data)

    def _run_initdb(self, fresh: Path, password_file: str) -> None:
        # The builtin provider (17 and later) needs no locales on the machine and sorts alike everywhere.
        builtin = ["--locale-provider=builtin"] if self.binaries.major >= 17 else []
        unsafe = ["--no-sync"] if self.options.get("fsync") == "off" else []
        command = [self.binaries.program("initdb"), "-D", str(fresh), "-U", ADMIN, f"--pwfile={password_file}"]
        command += [
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            *builtin,
            "--locale=C.UTF-8",
            *unsafe,
        ]
        result = subprocess.run(
            guarded(command, self.user, signal.SIGKILL),
            cwd=self.home,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise DatabaseBroken(f"initdb failed: {result.stderr.strip()}")

    def _match_versions(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self.binaries.major):
            raise DatabaseBroken(
                f"{self.data} was made by PostgreSQL {made_by}, the programs are {self.binaries.version}: "
                "`simcare backup` with the old release, then `simcare restore` with this one."
            )

    def _drop_stale_pid_file(self) -> None:
        """After a crash postmaster.pid may name a process that is now somebody else's, and PostgreSQL refuses to start.

        It is removed only when no process at all lives in the data folder, for orphaned backends may still write there.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists() or not Path("/proc/self/cwd").exists():
            return
        if not any(_lives_in(process, self.data) for process in Path("/proc").glob("[0-9]*")):
            pid_file.unlink(missing_ok=True)

    def command(self) -> list[str]:
        """The server's command line; runs in the foreground."""
        settings = {
            "listen_addresses": ports.LOOPBACK,
            "port": str(self.access.port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",  # the queries are short; compiling costs more than it gains
            **self.options,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries.program("postgres"), "-D", str(self.data), *options]

    def environment(self) -> dict[str, str]:
        """The server gets a home of its own and none of our secrets."""
        return {"HOME": str(self.home), "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}

    def answers(self) -> bool:
        """Whether one can sign in now."""
        try:
            psycopg.connect(self.access.url(ADMIN, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def furnish(self) -> None:
        """Roles, database and grants as they should be; repeatable."""
        with psycopg.connect(self.access.url(ADMIN, "postgres"), autocommit=True) as admin:
            _make_plain_role(admin, OWNER, self.access.passwords[OWNER])
            make_runtime_roles(admin, self.access.passwords)
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
        with psycopg.connect(self.access.url(ADMIN), autocommit=True) as admin:
            grant_runtime(admin, owner=OWNER)


def _lives_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder.resolve()
    except OSError:
        return False


def make_runtime_roles(admin: psycopg.Connection, passwords: dict[str, str]) -> None:
    """The roles that processes sign in as, with these passwords; what exists is set right."""
    if not _exists(admin, RUNTIME):
        admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(RUNTIME)))
    for role in (WEB, WORKER):
        _make_plain_role(admin, role, passwords[role])
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(RUNTIME), sql.Identifier(role)))


def _make_plain_role(admin: psycopg.Connection, role: str, password: str) -> None:
    if not _exists(admin, role):
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def _exists(admin: psycopg.Connection, role: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def grant_runtime(admin: psycopg.Connection, *, owner: str) -> None:
    """Let the runtime roles use, never own, what `owner` makes in this database now and later."""
    names = {
        "owner": sql.Identifier(owner),
        "runtime": sql.Identifier(RUNTIME),
        "database": sql.Identifier(admin.info.dbname),
    }
    later = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    for statement in (
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {runtime}",
        "GRANT USAGE ON SCHEMA public TO {runtime}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {runtime}",
        "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {runtime}",
        f"{later} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{runtime}}",
        f"{later} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {{runtime}}",
    ):
        admin.execute(sql.SQL(statement).format(**names))


SEARCHES: Final[tuple[LiteralString, ...]] = (
    "pg_catalog.textlike(text, text)",
    "pg_catalog.texticlike(text, text)",
    "pg_catalog.ts_match_vq(tsvector, tsquery)",
    "public.cards_name_runs(text)",
)


def let_searches_use_indexes(url: str) -> None:
    """Behind row security only functions that can't leak a row's content may use an index; these can't.

    Their errors speak of the pattern alone. Only a superuser may say so: elsewhere searches are right, and slow. Called
    when the tables are laid, for one of these is made with them.
    """
    with psycopg.connect(url, autocommit=True) as admin:
        is_superuser = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if is_superuser and is_superuser[0]:
            for search in SEARCHES:
                admin.execute(sql.SQL("ALTER FUNCTION {} LEAKPROOF").format(sql.SQL(search)))
