"""Usage files are fetched from real FTP, FTPS and SFTP servers: each once, none half, nothing from a stranger."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simcare.cli._supervise import ports
from simcare.cli.drops import command
from simcare.kernel import secrets
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions.drops import Setup, add_drop, switch_drop
from simcare.usage.connectors import Access, host_key_of, open_folder
from simcare.usage.errors import DropMisset
from simcare.usage.flows import look_into
from simcare.usage.models import Drop, UsageFile
from tests.processes import running
from tests.usage.files import AT, line, make_card, sums
from tests.usage.servers import PASSWORD, USER, make_certificate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[pytest.param("ftp", marks=pytest.mark.long), "ftps", "sftp"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def _server(kind: str, folder: Path, certificate: Path | None = None) -> Iterator[int]:
    port = ports.any_free()
    more = [str(certificate)] if certificate else []
    with running("tests.usage.servers", kind, str(port), str(folder), *more, port=port):
        yield port


@pytest.fixture
def drop(kind: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drop]:
    """A drop at a server that runs, with a card in stock."""
    (tmp_path / "cdr").mkdir()
    certificate = make_certificate(tmp_path) if kind == "ftps" else None
    if certificate:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with _server(kind, tmp_path, certificate) as port:
        settings.SIMCARE_LOCAL_DROPS = [f"localhost:{port}"]
        with acting_as_provider():
            make_card()
            yield _drop(kind, port)


def _drop(kind: str, port: int, password: str = PASSWORD, name: str = "acme") -> Drop:
    told = {"name": name, "protocol": kind, "host": "localhost", "port": port, "user": USER, "password": password}
    key = host_key_of("localhost", port) if kind == "sftp" else ""
    setup = Setup(folder="cdr", source="acme", host_key=key, **told)  # type: ignore[arg-type]  # each as it should be
    return add_drop(setup=setup, by="test", at=AT)


def _look(drop: Drop, at: datetime = AT) -> int:
    count = look_into(drop, lambda: at)
    drop.refresh_from_db()
    return count


def test_finished_files_are_fetched_once_and_growing_or_half_ones_wait(drop: Drop, tmp_path: Path) -> None:
    folder = tmp_path / "cdr"
    (folder / "a 用量.csv").write_text(line(1))
    (folder / "b.csv").write_text(line(2))
    (folder / "c.csv.tmp").write_text(line(3))
    (folder / "older").mkdir()
    assert (_look(drop), drop.trouble) == (0, "")
    (folder / "b.csv").write_text(line(2) + line(4))
    assert (_look(drop), drop.trouble) == (1, "")
    assert (_look(drop), sums()) == (1, (3000,) * 3)
    assert _look(drop) == 0
    assert {file.name: file.by for file in UsageFile.objects.all()} == {"a 用量.csv": "drop acme", "b.csv": "drop acme"}
    (folder / "b-again.csv").write_text(line(2) + line(4))
    assert [_look(drop), _look(drop)] == [0, 1]
    assert (UsageFile.objects.count(), sums()) == (2, (3000,) * 3)
    large = [line(n) for n in range(100, 9_000)]
    (folder / "large.csv").write_text("".join(large))
    assert [_look(drop), _look(drop), sums()[0]] == [0, 1, (3 + len(large)) * 1000]


@pytest.mark.long
def test_a_file_that_is_longer_than_listed_leaves_the_next_one_readable(drop: Drop, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / "cdr" / name).write_text(line(1) if name == "a.csv" else line(2))
    _look(drop)
    access = _access(drop)
    folder = open_folder(access)
    try:
        reading = folder.pieces("a.csv")
        next(reading)
        reading.close()  # type: ignore[attr-defined]  # a generator
        assert b"".join(folder.pieces("b.csv")) == line(2).encode()
    finally:
        folder.close()


@pytest.mark.long
def test_a_wrong_password_or_folder_is_said_in_words(drop: Drop, kind: str) -> None:
    wrong = _drop(kind, drop.port, password="guess", name="wrong")
    assert (_look(wrong), wrong.trouble) == (0, f"localhost does not accept the user name and password of {USER}.")
    Drop.objects.filter(pk=drop.pk).update(folder="nowhere")
    drop.refresh_from_db()
    assert (_look(drop), drop.trouble) == (0, "localhost has no folder nowhere.")


def test_what_is_refused_before_a_password_is_sent(settings: Any, tmp_path: Path) -> None:
    with acting_as_provider(), _server("ftp", tmp_path) as port:
        settings.SIMCARE_LOCAL_DROPS = []
        told = {"host": "localhost", "port": port, "user": USER, "password": PASSWORD, "folder": "."}
        with pytest.raises(DropMisset, match="FTP sends the password in the open"):
            open_folder(Access(protocol="ftp", **told))
        with pytest.raises(DropMisset, match="lies in no public network"):
            open_folder(Access(protocol="ftps", **told))


def test_a_server_with_another_certificate_or_key_is_a_stranger(settings: Any, tmp_path: Path) -> None:
    with _server("ftp", tmp_path, make_certificate(tmp_path)) as port:
        settings.SIMCARE_LOCAL_DROPS = [f"localhost:{port}"]
        told = {"host": "localhost", "port": port, "user": USER, "password": PASSWORD, "folder": "."}
        with pytest.raises(DropMisset, match="certificate of localhost can't be verified"):
            open_folder(Access(protocol="ftps", **told))
    with _server("sftp", tmp_path) as port:
        settings.SIMCARE_LOCAL_DROPS = [f"localhost:{port}"]
        key = host_key_of("localhost", port)
    with _server("sftp", tmp_path) as port:
        settings.SIMCARE_LOCAL_DROPS = [f"localhost:{port}"]
        told = {"host": "localhost", "port": port, "user": USER, "password": PASSWORD, "folder": "."}
        with pytest.raises(DropMisset, match="shows another key"):
            open_folder(Access(protocol="sftp", host_key=key, **told))


def test_the_verb_adds_lists_and_switches_and_tells_no_password(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMCARE_DROP_PASSWORD", PASSWORD)
    words = ["add", "acme", "--protocol", "ftp", "--host", "localhost", "--port", "2121", "--user", USER]
    added = CliRunner().invoke(command, words)
    assert added.output == "acme is looked into every 300 seconds\n"
    drop = Drop.objects.get()
    assert PASSWORD not in drop.secret
    assert secrets.unseal(drop.secret) == PASSWORD
    assert CliRunner().invoke(command, ["switch", "acme", "off"]).exit_code == 0
    listed = CliRunner().invoke(command, ["list"]).output
    assert listed == f"acme: ftp://{USER}@localhost:2121/.; 0 fetched, looked never: off\n"
    assert "There is a drop called acme already." in CliRunner().invoke(command, words).output
    with acting_as_provider(), pytest.raises(DropMisset):
        switch_drop(name="none", is_on=True, by="t", at=AT)


def _access(drop: Drop) -> Access:
    from simcare.usage.actions.drops import access_of

    return access_of(drop)
