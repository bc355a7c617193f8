"""DATABASE_URL: somebody else's server gets runtime roles when its role may make them."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from simcare.cli._supervise import access, external
from simcare.cli._supervise.access import ADMIN, OWNER, WEB, WORKER
from simcare.cli._supervise.postgres import Cluster
from simcare.cli._supervise.processes import Supervisor
from simcare.cli._supervise.server import server

pytestmark = pytest.mark.xdist_group("embedded database")


@pytest.fixture
def elsewhere(open_folder: Path) -> Iterator[Cluster]:
    """A server of somebody else's: an embedded one that Simcare knows only by its address."""
    cluster = Cluster(open_folder / "elsewhere")
    cluster.prepare()
    supervisor = Supervisor(open_folder / "log", print)
    supervisor.start(server(cluster))
    cluster.furnish()
    yield cluster
    supervisor.stop()


def name(monkeypatch: pytest.MonkeyPatch, url: str, var: Path) -> None:
    monkeypatch.setattr(access, "NAMED_SERVER", url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SIMCARE_VAR", str(var))
    monkeypatch.delenv("DATABASE_RUNTIME_URL", raising=False)


def test_roles_are_made_where_that_is_allowed_and_every_verb_uses_them(
    elsewhere: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = elsewhere.access.url(ADMIN)
    name(monkeypatch, url, tmp_path)
    url_for = external.runtime_urls(url, tmp_path)
    for role in (WEB, WORKER):
        with psycopg.connect(url_for(role)) as runtime:
            assert runtime.info.user == role
    assert external.runtime_urls(url, tmp_path)(WEB) == url_for(WEB), "a running process keeps its password"
    access.export()
    assert os.environ["DATABASE_URL"] == url_for(WORKER)


def test_a_role_that_may_make_none_is_used_as_it_is(
    elsewhere: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = elsewhere.access.url(OWNER)
    name(monkeypatch, url, tmp_path)
    assert external.runtime_urls(url, tmp_path)(WEB) == url


def test_a_server_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(external.DatabaseUnreachable, match="DATABASE_URL"):
        external.runtime_urls("postgres://nobody@127.0.0.1:1/none", tmp_path)
