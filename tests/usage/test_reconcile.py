"""Three figures of one period: which is off, by how much, and why it may be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.usage.rules.reconcile import Difference, Figures, Reason, Source, Why, reconcile

FROM = datetime(2026, 11, 1, tzinfo=UTC)
NOON = FROM + timedelta(days=20, hours=12)
MB = 1_000_000
AGREED = Figures(
    from_at=FROM,
    until_at=FROM + timedelta(days=30),
    operator_bytes=500 * MB,
    operator_at=NOON,
    records_bytes=500 * MB,
    records_at=NOON,
    meter_bytes=500 * MB,
)


@pytest.mark.parametrize(
    ("change", "differences", "proves"),
    [
        ({}, [], "all say the same"),
        ({"operator_bytes": 504 * MB}, [], "less than a hundredth is rounding"),
        ({"operator_bytes": None, "meter_bytes": None}, [], "one figure alone says nothing"),
        (
            {"operator_bytes": 400 * MB, "operator_at": NOON - timedelta(hours=6), "after_bytes": 98 * MB},
            [Difference(Source.OPERATOR, Source.RECORDS, -100 * MB, (Reason(Why.OPERATOR_OLDER, 98 * MB),))],
            "the operator's figure is older than the last records",
        ),
        (
            {"operator_bytes": 90 * MB, "operator_before_bytes": 480 * MB},
            [Difference(Source.OPERATOR, Source.RECORDS, -410 * MB, (Reason(Why.OPERATOR_RESET, 390 * MB),))],
            "the operator began to count anew",
        ),
        (
            {"operator_bytes": 900 * MB},
            [Difference(Source.OPERATOR, Source.RECORDS, 400 * MB, (Reason(Why.OTHER_PACKAGE),))],
            "the operator counts more, though every file is here: another package's period",
        ),
        (
            {"records_bytes": 450 * MB, "meter_bytes": 450 * MB, "missing_hours": 5, "stray_bytes": 20 * MB},
            [
                Difference(
                    Source.RECORDS,
                    Source.OPERATOR,
                    -50 * MB,
                    (Reason(Why.FILES_MISSING), Reason(Why.STRAY_RECORDS, 20 * MB)),
                )
            ],
            "hours without a file, and records that wait for their card; the meter, counted from them, proves nothing",
        ),
        (
            {"operator_bytes": 700 * MB, "operator_at": NOON + timedelta(hours=3)},
            [Difference(Source.RECORDS, Source.OPERATOR, -200 * MB, (Reason(Why.RECORDS_LATE),))],
            "the newest records are older than the operator's figure",
        ),
        (
            {"meter_bytes": 420 * MB, "before_meter_bytes": 80 * MB},
            [Difference(Source.METER, Source.RECORDS, -80 * MB, (Reason(Why.METER_OPENED_LATE, 80 * MB),))],
            "the meter was opened after the first records",
        ),
        (
            {"meter_bytes": 20 * MB},
            [Difference(Source.METER, Source.RECORDS, -480 * MB, (Reason(Why.METER_RESET),))],
            "the meter began anew",
        ),
        (
            {"meter_bytes": 800 * MB},
            [Difference(Source.METER, Source.RECORDS, 300 * MB)],
            "nothing that we know explains it",
        ),
        (
            {"operator_bytes": 900 * MB, "records_bytes": 300 * MB, "missing_hours": 9},
            [
                Difference(Source.RECORDS, Source.OPERATOR, -600 * MB, (Reason(Why.FILES_MISSING),)),
                Difference(Source.METER, Source.RECORDS, 200 * MB),
            ],
            "each says something else",
        ),
    ],
)
def test_which_is_off_and_why(change: dict[str, object], differences: list[Difference], proves: str) -> None:
    assert reconcile(replace(AGREED, **change)) == differences, proves


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_what_is_off_is_off_by_what_it_is_told(operator: int, records: int) -> None:
    found = reconcile(replace(AGREED, operator_bytes=operator, records_bytes=records, meter_bytes=None))
    assert len(found) == (abs(operator - records) > max(MB, 0.01 * max(operator, records)))
    for each in found:
        assert abs(each.by_bytes) == abs(operator - records)
        assert (each.by_bytes < 0) == (each.off is (Source.OPERATOR if operator < records else Source.RECORDS))
