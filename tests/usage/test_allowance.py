"""What is left of an allowance, and when it will have run out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.usage.rules.allowance import Allowance, expect_run_out
from simcare.usage.values import MeterState

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENDS = AT + timedelta(days=10)


def allowance(used: int, of: int | None, *, until_at: datetime | None = ENDS, is_throttled: bool = False) -> Allowance:
    began = AT - timedelta(days=20)
    return Allowance(used_bytes=used, allowance_bytes=of, from_at=began, until_at=until_at, is_throttled=is_throttled)


@pytest.mark.parametrize(
    ("why", "used", "of", "recent", "expected"),
    [
        ("100 a day, 500 left", 500, 1_000, 700, AT + timedelta(days=5)),
        ("it lasts until the package ends", 0, 1_000, 700, None),
        ("it runs out a moment before the end", 0, 999, 700, AT + timedelta(days=9, hours=23, minutes=45, seconds=36)),
        ("nothing was used lately", 500, 1_000, 0, None),
        ("it is used up", 1_000, 1_000, 700, None),
        ("nothing limits it", 500, None, 700, None),
    ],
)
def test_the_run_out_goes_on_at_the_pace_of_the_last_days(
    why: str, used: int, of: int | None, recent: int, expected: datetime | None
) -> None:
    since = AT - timedelta(days=7)
    assert expect_run_out(allowance(used, of), recent_bytes=recent, since_at=since, at=AT) == expected, why


@given(used=st.integers(0, 10**15), of=st.integers(1, 10**15), recent=st.integers(0, 10**15), days=st.integers(0, 30))
def test_a_run_out_is_never_past_nor_after_the_end(used: int, of: int, recent: int, days: int) -> None:
    found = expect_run_out(allowance(used, of), recent_bytes=recent, since_at=AT - timedelta(days=days), at=AT)
    assert found is None or AT <= found < ENDS


@pytest.mark.parametrize(
    ("used", "of", "until_at", "is_throttled", "expected"),
    [
        (10, 100, ENDS, False, MeterState.RUNNING),
        (10, None, None, False, MeterState.RUNNING),
        (10, 100, ENDS, True, MeterState.THROTTLED),
        (100, 100, ENDS, True, MeterState.EXHAUSTED),
        (100, 100, AT, True, MeterState.EXPIRED),
    ],
)
def test_the_gravest_state_is_told(
    used: int, of: int | None, until_at: datetime | None, is_throttled: bool, expected: MeterState
) -> None:
    assert allowance(used, of, until_at=until_at, is_throttled=is_throttled).state(AT) is expected
