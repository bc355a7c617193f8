"""Processes that fetch and load usage are killed again and again: every record is there exactly once in the end."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from simcare.cli._supervise import ports
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions.drops import Setup, add_drop
from simcare.usage.connectors import host_key_of
from simcare.usage.models import Drop, DroppedFile, StrayRecord, UsageFile, UsageRecord
from tests.faults.doors import running
from tests.processes import running as answering
from tests.usage.files import AT, START, line, make_card, sums
from tests.usage.servers import PASSWORD, USER, make_certificate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

POINTS = ("staged", "stored", "before_commit", "after_commit")
PATIENCE_SECONDS = 60
RECORDS = 2_000
"""Of each file; it begins with a hundred of the file before, and each tenth is of a card that nobody knows."""


def _write(folder: Path, number: int) -> None:
    """A file as a sender writes it: under another name until it is finished."""
    numbers = range(number * RECORDS - 100, (number + 1) * RECORDS)
    lines = [line(n, card=n % 10, at=START - timedelta(minutes=n % 3000)) for n in numbers if n >= 0]
    half = folder / f"{number}.csv.part"
    half.write_text("".join(lines))
    half.rename(folder / f"{number}.csv")


def _is_right(files: int) -> bool:
    known, stray = files * RECORDS * 9 // 10, files * RECORDS // 10
    found = (UsageRecord.objects.count(), StrayRecord.objects.count(), UsageFile.objects.count(), sums())
    return found == (known, stray, files, (known * 1000,) * 3)


def _wait_until(is_done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_done():
        assert time.monotonic() < until, "it does not come to an end"
        time.sleep(0.2)


@contextmanager
def _drop(kind: str, folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drop]:
    """A drop of that kind over a folder, looked into every second; made as the provider."""
    certificate = make_certificate(place) if kind == "ftps" else None
    if certificate:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    port = ports.any_free()
    told = (kind, str(port), str(folder), *([str(certificate)] if certificate else []))
    with answering("tests.usage.servers", *told, port=port):
        monkeypatch.setenv("SIMCARE_LOCAL_DROPS", f"localhost:{port}")
        monkeypatch.setattr("django.conf.settings.SIMCARE_LOCAL_DROPS", [f"localhost:{port}"])
        setup = Setup(
            name="acme",
            protocol=kind,
            host="localhost",
            port=port,
            user=USER,
            password=PASSWORD,
            folder=".",
            source="acme",
            host_key=host_key_of("localhost", port) if kind == "sftp" else "",
        )
        drop = add_drop(setup=setup, by="test", at=AT)
        Drop.objects.filter(pk=drop.pk).update(every_seconds=1)
        yield drop


@pytest.mark.parametrize("kind", ["ftps", "sftp"])
def test_a_worker_that_fetches_from_a_drop(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance, folder = random.Random(4), tmp_path / "cdr"  # moments to kill at
    folder.mkdir()
    with acting_as_provider():
        for number in range(1, 10):
            make_card(number)
    work = ("simcare.project.worker", "--work", "outside")
    with _drop(kind, folder, tmp_path, monkeypatch):
        for number, point in enumerate(POINTS):
            _write(folder, number)
            with running(*work, SIMCARE_KILL_POINT=f"usage.ingest.{point}") as worker:
                assert worker.wait(PATIENCE_SECONDS) == -9
        for number in range(len(POINTS), 8):
            _write(folder, number)
            with running(*work):
                time.sleep(chance.uniform(2, 6))
        with running(*work), acting_as_provider():
            _wait_until(lambda: DroppedFile.objects.filter(fetched_at__isnull=False).count() == 8)
    with acting_as_provider():
        assert _is_right(8)


def test_the_process_that_watches_the_folder_with_files_that_go_in_together(tmp_path: Path) -> None:
    chance, folder = random.Random(5), tmp_path / "in" / "acme"  # moments to kill at
    folder.mkdir(parents=True)
    with acting_as_provider():
        for number in range(1, 10):
            make_card(number)
    for round_, point in enumerate(("staged", "stored", "before_commit", "after_commit")):
        for number in range(round_ * 3, round_ * 3 + 3):
            _write(folder, number)
        with running("simcare.gates.files", str(tmp_path), SIMCARE_KILL_POINT=f"usage.ingest.{point}") as watch:
            assert watch.wait(PATIENCE_SECONDS) == -9
    for number in range(12, 16):
        _write(folder, number)
        with running("simcare.gates.files", str(tmp_path)):
            time.sleep(chance.uniform(3, 7))
    with running("simcare.gates.files", str(tmp_path)):
        _wait_until(lambda: not list(folder.iterdir()))
    assert sum(1 for _ in (tmp_path / "done").iterdir()) == 16
    with acting_as_provider():
        assert _is_right(16)
