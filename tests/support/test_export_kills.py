"""A file of very many rows whose maker is killed goes on where it stood: no row twice, none missing, none read again."""

import csv
import io
import os
import random
import subprocess
import sys
import time

import pytest
from django.db import connection

from simcare.accounts.actions import add_staff
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.kernel import clock, files
from simcare.kernel.models import FilePart, KeptFile
from simcare.support.actions import exports
from simcare.support.models import Ticket, TicketExport
from simcare.support.queries.filters import TicketFilter
from tests.support.factories import AT, make_ticket

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = 5
_MAKER = f"""
import os
from simcare.kernel.boot import boot
boot(scope="provider")
from django.db import connection
connection.settings_dict["NAME"] = os.environ["TEST_NAME"]
from simcare.kernel import clock
from simcare.support.actions import exports
from simcare.support.jobs import advance_bulk_work
exports.AT_ONCE = {PAGE}
advance_bulk_work(clock.now())
"""


@pytest.fixture
def wei() -> User:
    return add_staff(email="wei@x.example", name="Wei", role=StaffRole.SUPERVISOR, password=None, by="test", at=AT)


def asked(user: User, kind: str = "csv") -> TicketExport:
    return exports.begin(asked=TicketFilter(), kind=kind, user=user, at=clock.now())


def maker(**more: str) -> "subprocess.Popen[bytes]":
    own = os.environ | {"TEST_NAME": str(connection.settings_dict["NAME"])} | more
    return subprocess.Popen([sys.executable, "-c", _MAKER], env=own)


def numbers_in(export: TicketExport) -> list[int]:
    made = exports.get_export(export.id).file
    assert made is not None
    told = b"".join(files.read(made)).decode("utf-8-sig")
    return [int(row["number"]) for row in csv.DictReader(io.StringIO(told))]


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_after_a_kill_only_the_pages_that_are_missing_are_read(
    policies: None, wei: User, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [make_ticket(subject=f"No. {number}").id for number in range(3 * PAGE + 1)]
    export = asked(wei)
    assert maker(SIMCARE_KILL_POINT=f"kernel.gathering.{point}:2").wait() == -9
    kept = PAGE if point == "before_commit" else 2 * PAGE
    work = exports.get_export(export.id).work
    assert (work.done, work.finished_at) == (kept, None)
    read = []
    monkeypatch.setattr(exports, "AT_ONCE", PAGE)
    monkeypatch.setattr(exports, "_row", lambda line: read.append(line.id) or (line.id, *[""] * 15))
    exports.run(export_id=export.id, at=AT)
    assert read == tickets[kept:]
    assert numbers_in(export) == tickets
    assert KeptFile.objects.count() == 1  # the pages are gone, the file is there
    assert FilePart.objects.exists()


def test_stopped_in_the_middle_nothing_of_it_is_kept(wei: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        make_ticket()
    export = asked(wei, "xlsx")
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    stopping = exports.lines_for
    monkeypatch.setattr(exports, "lines_for", lambda rows: _stop(export, wei) or stopping(rows))
    exports.run(export_id=export.id, at=AT)
    ended = exports.get_export(export.id)
    assert (ended.work.error, ended.file) == ("stopped", None)
    assert not KeptFile.objects.exists()


def _stop(export: TicketExport, user: User) -> None:
    exports.stop(export_id=export.id, by=user.email, at=AT)


@pytest.mark.long
def test_killed_again_and_again_at_any_moment_a_file_is_made_and_whole(policies: None, wei: User) -> None:
    make_ticket()
    first = Ticket.objects.values().get()
    first.pop("id"), first.pop("order_at")
    Ticket.objects.bulk_create(Ticket(**first | {"thread_id": None}) for _ in range(1_500))
    dice, kills = random.Random(3), 0
    export = asked(wei)
    while exports.get_export(export.id).ended_at is None:
        process = maker()
        try:
            process.wait(timeout=1.2 + dice.random() * 1.2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
        assert kills < 60
        time.sleep(0.05)
    assert kills >= 3
    assert numbers_in(export) == list(Ticket.objects.order_by("id").values_list("id", flat=True))
