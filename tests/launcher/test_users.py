"""Root and ordinary users: who runs the database, and what an ordinary user can do alone."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from simcare.cli._supervise.binaries import ServerUser
from simcare.cli._supervise.postgres import Cluster
from simcare.cli._supervise.processes import Supervisor
from simcare.cli._supervise.server import server

pytestmark = pytest.mark.xdist_group("embedded database")

AS_NOBODY = """
import os, pwd, sys
from pathlib import Path
from simcare.cli._supervise.postgres import Cluster
from simcare.cli._supervise.processes import Supervisor
from simcare.cli._supervise.server import server

folder = Path(sys.argv[1])
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    if not os.access(sys.executable, os.X_OK):  # root's Python may lie where nobody else may look
        sys.executable = "/usr/bin/python3"
cluster = Cluster(folder / "var")
cluster.prepare()
supervisor = Supervisor(folder / "log", print)
supervisor.start(server(cluster))
cluster.furnish()
print("it serves", cluster.data.stat().st_uid == os.geteuid())
supervisor.stop()
"""


def test_an_ordinary_user_runs_the_database_as_themselves(open_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(open_folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("it serves True\n", "")


def test_root_never_runs_the_server_itself(open_folder: Path) -> None:
    cluster = Cluster(open_folder / "var")
    cluster.prepare()
    supervisor = Supervisor(open_folder / "log", print)
    supervisor.start(server(cluster))
    try:
        owner = (cluster.data / "postmaster.pid").stat().st_uid
        assert owner != 0
        assert owner == (os.geteuid() or cluster.user.uid)
    finally:
        supervisor.stop()


def test_a_private_folder_is_closed_to_others(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    other = ServerUser(nobody.pw_uid, nobody.pw_gid)
    inside = open_folder / "private" / "data"
    inside.mkdir(parents=True)
    assert other.can_reach(inside)
    inside.parent.chmod(0o700)
    assert not other.can_reach(inside)
    assert ServerUser().can_reach(inside)
