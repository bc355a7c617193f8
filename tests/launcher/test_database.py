"""The embedded database: made once, walls between its roles, and nothing acknowledged is lost when it is killed."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from simcare.cli._supervise.access import ADMIN, OWNER, WEB, WORKER, Access
from simcare.cli._supervise.postgres import Cluster
from simcare.cli._supervise.processes import Supervisor
from simcare.cli._supervise.server import server

pytestmark = pytest.mark.xdist_group("embedded database")


class Running:
    """A cluster under a supervisor."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder / "var")
        self.said: list[str] = []
        self.supervisor = Supervisor(folder / "log", self.said.append)

    def start(self) -> None:
        self.cluster.prepare()
        self.supervisor.start(server(self.cluster))
        self.cluster.furnish()

    def connect(self, role: str) -> psycopg.Connection:
        return psycopg.connect(self.cluster.access.url(role), autocommit=True)

    def kill_all(self) -> None:
        """kill -9 of the server and of every process that it started."""
        postmaster = psutil.Process(self.supervisor.children[0].pid)
        for process in (*postmaster.children(recursive=True), postmaster):
            with suppress(psutil.NoSuchProcess):  # a backend may end by itself in between
                process.kill()


@pytest.fixture
def running(open_folder: Path) -> Iterator[Running]:
    made = Running(open_folder)
    made.start()
    yield made
    made.supervisor.stop()


def test_acknowledged_rows_survive_a_kill_of_the_whole_database(running: Running) -> None:
    with running.connect(OWNER) as owner:
        owner.execute("CREATE TABLE kept (number integer PRIMARY KEY)")
    acknowledged: list[int] = []
    writer = threading.Thread(target=_write_until_refused, args=(running, acknowledged))
    writer.start()
    while len(acknowledged) < 200:
        running.supervisor.beat()
    running.kill_all()
    writer.join()
    while not any("serves again" in words for words in running.said):
        running.supervisor.beat()
    with running.connect(WEB) as web:
        rows = {number for (number,) in web.execute("SELECT number FROM kept")}
    assert set(acknowledged) - rows == set()
    assert running.said[0].startswith("database ended (killed by SIGKILL)")


def _write_until_refused(running: Running, acknowledged: list[int]) -> None:
    with running.connect(WEB) as web:
        try:
            for number in range(100_000):
                web.execute("INSERT INTO kept VALUES (%s)", [number])
                acknowledged.append(number)
        except psycopg.OperationalError:
            return


def test_runtime_roles_use_tables_but_own_nothing(running: Running) -> None:
    with running.connect(OWNER) as owner:
        owner.execute("CREATE TABLE things (id bigint GENERATED ALWAYS AS IDENTITY, word text)")
    for role in (WEB, WORKER):
        with running.connect(role) as runtime:
            runtime.execute("INSERT INTO things (word) VALUES ('mine')")
            runtime.execute("UPDATE things SET word = 'ours'")
            runtime.execute("DELETE FROM things")
            for forbidden in ("TRUNCATE things", "DROP TABLE things", "CREATE TABLE other (id int)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    runtime.execute(forbidden)
            powers = (
                "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
            )
            assert runtime.execute(powers).fetchone() == (False, False, False, False)


def test_a_second_start_keeps_port_passwords_and_data(open_folder: Path) -> None:
    first = Running(open_folder)
    first.start()
    with first.connect(OWNER) as owner:
        owner.execute("CREATE TABLE kept ()")
    first.supervisor.stop()
    second = Running(open_folder)
    second.start()
    try:
        assert second.cluster.access == first.cluster.access
        with second.connect(OWNER) as owner:
            assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    finally:
        second.supervisor.stop()


def test_a_pid_file_left_by_a_crash_does_not_stop_the_start(open_folder: Path) -> None:
    """After a reboot the number in it may belong to any process, here to init."""
    running = Running(open_folder)
    running.cluster.prepare()
    (running.cluster.data / "postmaster.pid").write_text(
        f"1\n{running.cluster.data}\n0\n5432\n\n127.0.0.1\n0 0\nready\n"
    )
    running.start()
    running.supervisor.stop()


def test_the_server_checks_its_pages_and_speaks_every_language_alike(running: Running) -> None:
    with running.connect(ADMIN) as admin:
        assert admin.execute("SHOW data_checksums").fetchone() == ("on",)
        assert admin.execute("SHOW fsync").fetchone() == ("on",)
        assert admin.execute("SELECT 'ÄRGER 网络' ILIKE 'ärger 网络'").fetchone() == (True,)
        assert admin.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)


def test_passwords_are_for_the_owner_of_the_folder_only(running: Running) -> None:
    kept = running.cluster.var / "database.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert Access.read(running.cluster.var) == running.cluster.access
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgres://{WEB}:wrong@127.0.0.1:{running.cluster.access.port}/simcare")
