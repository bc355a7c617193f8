"""A file that was a mistake is unloaded: all is as if it had never come, with what other files had brought as well."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simcare.cards.models import Card
from simcare.cli.usage import command
from simcare.kernel.models import AuditEntry, OutboxEvent
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.actions.unload import unload
from simcare.usage.errors import NoSuchUpload
from simcare.usage.models import DayUsage, HourUsage, Meter, RepeatedRecord, StrayRecord, UsageFile, UsageRecord
from tests.usage.files import AT, START, line, load, make_card, sums

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider():
        yield


def _meter(card: Card) -> None:
    period = DateTimeTZRange(AT - timedelta(days=30), AT + timedelta(days=30))
    Meter.objects.create(card=card, package="1 GB", period=period, opened_by="t", opened_at=AT)


def _all_there_is() -> dict[str, list[Any]]:
    """Every row of usage, without the numbers of files."""
    file = ("file__sha256", "line")
    record = ("record_key", "started_at", "stopped_at", "used_bytes", *file)
    counts = ("line_count", "new_count", "repeated_count", "stray_count", "used_bytes", "from_at", "until_at")
    told = {
        UsageRecord: ("card__iccid", "account_id", "meter__package", *record),
        HourUsage: ("card__iccid", "hour_at", "used_bytes", "record_count"),
        DayUsage: ("card__iccid", "day", "used_bytes", "record_count"),
        Meter: ("card__iccid", "used_bytes"),
        StrayRecord: ("iccid_key", *record),
        RepeatedRecord: ("iccid_key", *record),
        UsageFile: ("sha256", *counts),
    }
    return {table.__name__: sorted(table.objects.values_list(*names), key=str) for table, names in told.items()}


RECORDS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3), st.integers(0, 3)), max_size=12)
"""Of a file: number, card and bytes. Card 2 may come after its records, card 3 never does."""


def _lines(name: str, records: Iterable[tuple[int, int, int]]) -> list[str]:
    told = [line(n, card=card, at=START - timedelta(minutes=37 * n), used=used) for n, card, used in records]
    return [*told, f"end of {name}\n"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(mistake=[(1, 1, 1), (2, 1, 1)], others=([(1, 1, 2)], [(1, 1, 3), (2, 3, 1)]), is_late=False)
@example(mistake=[(1, 2, 1), (2, 3, 1), (2, 3, 1)], others=([(1, 2, 2), (2, 3, 2)], []), is_late=True)
@given(mistake=RECORDS, others=st.tuples(RECORDS, RECORDS), is_late=st.booleans())
def test_afterwards_all_is_as_if_the_file_had_never_come(
    mistake: list[tuple[int, int, int]], others: tuple[list[tuple[int, int, int]], ...], is_late: bool
) -> None:
    def happens(*, with_mistake: bool) -> dict[str, list[Any]]:
        with transaction.atomic():
            _meter(make_card(1))
            if not is_late:
                make_card(2)
            wrong = load(_lines("mistake", mistake)).file if with_mistake else None
            for number, records in enumerate(others):
                load(_lines(str(number), records))
            if is_late:
                make_card(2)
                adopt_strays(at=AT)
            if wrong:
                unload(file_id=wrong.pk, by="t", at=AT)
            told = _all_there_is()
            transaction.set_rollback(True)
        return told

    assert happens(with_mistake=True) == happens(with_mistake=False)


def test_the_verb_unloads_by_the_bytes_once_and_the_same_bytes_may_come_again(tmp_path: Path) -> None:
    make_card()
    path = tmp_path / "cdr.csv"
    path.write_text(line(1) + line(2))
    load(path.read_bytes())
    told = CliRunner().invoke(command, ["unload", str(path)])
    assert (told.exit_code, told.stdout) == (0, f"{path}: 2 records are in no sum any more\n")
    assert (sums(), HourUsage.objects.count(), DayUsage.objects.count()) == ((0,) * 3, 0, 0)
    assert AuditEntry.objects.filter(action="usage.file_unloaded").count() == 1
    assert OutboxEvent.objects.filter(name="usage.UsageUnloaded").count() == 1
    told = CliRunner().invoke(command, ["unload", str(path)])
    assert (told.exit_code, told.stdout) == (1, f"{path}: is not in\n")
    with pytest.raises(NoSuchUpload):
        unload(file_id=1, by="t", at=AT)
    assert (load(path.read_bytes()).is_new, sums()) == (True, (2000,) * 3)
