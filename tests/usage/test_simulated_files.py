"""Weeks of the simulator's files through the watched folder, both killed again and again: every byte is there, once."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model, Sum

from simcare.accounts.models import Account
from simcare.cards.models import Card, Equipment, Supplier
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions.meters import open_meter
from simcare.usage.actions.scan_all import scan_all
from simcare.usage.models import Anomaly, DayUsage, HourUsage, Meter, UsageFile, UsageRecord
from simcare.usage.values import Package
from simcare.world.benches._odd_cards import OF_VOLUME
from simulator.pace import slot_of
from simulator.traffic import KINDS
from tests.faults.doors import running
from tests.usage.files import iccid, make_card

CARDS = 48
DAYS_AGO = 42
SEED = 5
PATIENCE_SECONDS = 240
POINTS = ("usage.ingest.before_commit", "gates.files.loaded", "usage.ingest.after_commit")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def cards() -> list[Card]:
    """Each in its equipment, with a meter that is open all the time."""
    at = datetime.now(UTC)
    account = Account.objects.create(name="Lumen")
    supplier = Supplier.objects.create(name="Works", email="works@example.org")
    made = [make_card(number) for number in range(CARDS)]
    for number, card in enumerate(made):
        Equipment.objects.create(
            account=account, card=card, supplier=supplier, kind=KINDS[number % len(KINDS)], model="One"
        )
        package = Package(
            name="All", from_at=at - timedelta(days=60), until_at=at + timedelta(days=30), allowance_bytes=None
        )
        open_meter(card_id=card.id, package=package, by="test", at=at)
    return made


def test_every_byte_is_there_once_and_what_was_planted_is_found(tmp_path: Path, cards: list[Card]) -> None:
    begun_at = datetime.now(UTC) - timedelta(days=DAYS_AGO)
    for point in POINTS:
        with (
            _simulating(tmp_path),
            running("simcare.gates.files", str(tmp_path), SIMCARE_KILL_POINT=point) as importing,
        ):
            assert importing.wait(60) == -9
    with _simulating(tmp_path), running("simcare.gates.files", str(tmp_path)):
        _wait(lambda: _books(tmp_path)["next_slot"] == slot_of(time.time()))
        _wait(lambda: not list((tmp_path / "in" / "eiotclub").glob("cdr_*")))
    books = _books(tmp_path)
    with acting_as_provider():
        made = {card.id: books["made"][card.iccid] for card in cards}
        assert UsageFile.objects.count() == books["files"]
        for table in (UsageRecord, HourUsage, DayUsage, Meter):
            assert _sums(table) == made, table
        assert set(UsageFile.objects.values_list("bad_count", "stray_count")) == {(0, 0)}
    _pass_nights(begun_at)
    _judge(tmp_path, cards)


@contextmanager
def _simulating(folder: Path) -> Iterator[None]:
    """The simulator, until it is killed."""
    script = folder / "script.json"
    script.write_text(json.dumps({"cards": [{"iccid": iccid(number)} for number in range(CARDS)]}))
    told = {"script": script, "cdr": folder / "in" / "eiotclub", "books": folder / "books", "port": 0, "seed": SEED}
    options = {**told, "days-ago": DAYS_AGO, "day-seconds": 0.4}
    command = [sys.executable, "-m", "simulator", *(f"--{name}={value}" for name, value in options.items())]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _books(folder: Path) -> dict[str, Any]:
    books: dict[str, Any] = json.loads((folder / "books" / "books.json").read_text())
    return books


def _wait(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.2)


def _sums(table: type[Model]) -> dict[int, int]:
    rows = table._default_manager.values("card_id").annotate(sum=Sum("used_bytes")).values_list("card_id", "sum")
    return dict(rows.order_by())


def _pass_nights(begun_at: datetime) -> None:
    """The desk looks at each day when it is over."""
    for number in range(1, DAYS_AGO + 1):
        scan_all(at=begun_at.replace(hour=3) + timedelta(days=number), most_days=1)


def _judge(folder: Path, cards: list[Card]) -> None:
    """Of what was planted three days ago or earlier no more than one is missed, and hardly a card is blamed wrongly."""
    known = datetime.now(UTC) - timedelta(days=3)
    with (folder / "books" / "labels.csv").open() as opened:
        labels = list(csv.DictReader(opened))
    ids = {card.iccid: card.id for card in cards}
    planted = [label for label in labels if _begins(label) < known]
    with acting_as_provider():
        told = list(Anomaly.objects.values_list("card_id", "kind", "until_at"))
    found = [label for label in planted if any(_tells(each, label, ids) for each in told)]
    assert len(found) >= max(3, len(planted) - 1)
    blamed = {card for card, _kind, _at in told} - {ids[label["iccid"]] for label in labels}
    assert len(blamed) <= CARDS // 20


def _begins(label: dict[str, str]) -> datetime:
    return datetime.fromisoformat(label["from_at"]).replace(tzinfo=UTC)


def _tells(told: tuple[int, str, datetime], label: dict[str, str], ids: dict[str, int]) -> bool:
    card_id, kind, until_at = told
    alike = {kind, label["kind"]} <= OF_VOLUME or kind == label["kind"]
    return card_id == ids[label["iccid"]] and _begins(label) < until_at and alike
