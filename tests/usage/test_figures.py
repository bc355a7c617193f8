"""The three figures of a card on a real database, and what sets them apart."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import record
from simcare.operators.values import Evidence
from simcare.usage.models import Meter, StrayRecord
from simcare.usage.queries.figures import figures_of
from simcare.usage.rules.reconcile import Source, Why, reconcile
from tests.usage.files import AT, START, line, load, make_card

MB = 1_000_000
FROM = START - timedelta(days=3)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider():
        yield


def test_figures_of_the_package_are_compared_with_their_dates() -> None:
    """Records of 60 MB came in two files with eight hours between them; the operator said 80 MB, then 200 MB."""
    card = make_card()
    Meter.objects.create(
        card=card, package="1 GB", period=DateTimeTZRange(FROM, FROM + timedelta(days=30)), opened_by="test",
        opened_at=FROM, allowance_bytes=1000 * MB,
    )  # fmt: skip
    load([line(1, at=START - timedelta(hours=10), used=20 * MB)])
    load([line(2, at=START - timedelta(hours=1), used=40 * MB)])
    load([line(3, at=FROM - timedelta(days=1), used=7 * MB)])
    for hours, used in ((30, 80 * MB), (1, 200 * MB)):
        told_at = AT - timedelta(hours=hours)
        record(card_id=card.id, evidence=[Evidence("package.used_bytes", used, told_at, told_at, "eiotclub")])
    figures = figures_of(card.id, AT)
    assert (figures.operator_bytes, figures.records_bytes, figures.meter_bytes) == (200 * MB, 60 * MB, 60 * MB)
    assert (figures.from_at, figures.operator_at) == (FROM, AT - timedelta(hours=1))
    assert figures.records_at == (START - timedelta(hours=1)).replace(minute=0)
    assert (figures.operator_before_bytes, figures.after_bytes, figures.before_meter_bytes) == (80 * MB, 0, 0)
    assert figures.missing_hours > 8
    [said] = reconcile(figures)
    assert (said.off, said.other, said.by_bytes) == (Source.RECORDS, Source.OPERATOR, -140 * MB)
    assert said.reasons[0].why == Why.FILES_MISSING


def test_without_a_meter_our_records_stand_alone() -> None:
    card = make_card()
    load([line(1, used=5 * MB)])
    figures = figures_of(card.id, AT)
    assert (figures.records_bytes, figures.operator_bytes, figures.meter_bytes) == (5 * MB, None, None)
    assert reconcile(figures) == []


def test_records_that_wait_for_their_card_are_counted() -> None:
    load([line(1, used=5 * MB)])
    assert StrayRecord.objects.count() == 1
    card = make_card()
    assert figures_of(card.id, AT).stray_bytes == 5 * MB
    record(card_id=card.id, evidence=[Evidence("package.used_bytes", 5 * MB, AT, AT, "eiotclub")])
    assert figures_of(card.id, AT).operator_bytes is None, "without a meter its period is not known"
