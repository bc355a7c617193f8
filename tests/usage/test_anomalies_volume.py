"""What an hour's volume says: each kind, what is no anomaly, what anomalies do not teach."""

from dataclasses import replace

import numpy as np
import pytest

from simcare.usage.rules.anomalies.anomaly import FOR_MANY
from simcare.usage.rules.anomalies.memory import ROWS, Memory
from simcare.usage.rules.anomalies.volume import usual_band
from tests.usage.columns import Shape, amounts, office, told, told_each

WEEKS = 2
LAST_MONDAY = 24 * 7 * (WEEKS - 1)
NOON, MIDNIGHT = LAST_MONDAY + 12, LAST_MONDAY + 24


def changed(shape: Shape, first: int, until: int, factor: float = 1.0, extra: float = 0.0) -> list[tuple[int, str]]:
    values = amounts(shape, 7 * WEEKS)
    values[first:until] = values[first:until] * factor + extra
    return told(values)


CALM: dict[str, Shape] = {
    "workdays and weekends are known apart": office,
    "always the same": lambda day, hour: 5.0,
    "never any traffic": lambda day, hour: 0.0,
    "one report a night": lambda day, hour: 50.0 if hour == 2 else 0.0,
    "one report that comes an hour late every other night": lambda day, hour: 50.0 if hour == 2 + day % 2 else 0.0,
    "clocks were put forward: all comes an hour early": lambda day, hour: office(day, (hour + (day >= 10)) % 24),
    "a slow growth": lambda day, hour: office(day, hour) * (1 + day / 100),
    "amounts below zero": lambda day, hour: -office(day, hour),
}


@pytest.fixture(scope="module")
def said_of_calm() -> dict[str, list[tuple[int, str]]]:
    return dict(zip(CALM, told_each([amounts(shape, 7 * WEEKS) for shape in CALM.values()]), strict=True))


@pytest.mark.parametrize("proves", CALM)
def test_what_is_usual_is_not_told(said_of_calm: dict[str, list[tuple[int, str]]], proves: str) -> None:
    assert said_of_calm[proves] == []


def test_a_spike_is_told_once_in_its_first_hour() -> None:
    assert changed(office, NOON, NOON + 4, factor=8) == [(NOON, "spike")]


def test_half_as_much_again_is_no_spike() -> None:
    assert changed(office, NOON, NOON + 1, factor=1.4) == []


def test_what_is_usual_by_day_is_a_drain_at_night() -> None:
    assert changed(office, MIDNIGHT + 1, MIDNIGHT + 4, extra=100) == [(MIDNIGHT + 1, "night_drain")]


def test_far_more_than_by_day_is_a_spike_at_night_too() -> None:
    assert changed(office, MIDNIGHT + 1, MIDNIGHT + 4, extra=1000) == [(MIDNIGHT + 1, "spike")]


def test_a_level_that_rises_a_little_and_stays_is_a_shift() -> None:
    values = amounts(lambda day, hour: 100 + 10 * ((day + hour) % 2), 7 * WEEKS)
    values[LAST_MONDAY:] += 35
    kinds = told(values)
    assert [kind for _, kind in kinds] == ["level_shift"]
    assert LAST_MONDAY < kinds[0][0] <= LAST_MONDAY + 48


def test_a_level_that_falls_is_a_shift() -> None:
    found = changed(office, NOON, 24 * 7 * WEEKS, factor=0.3)
    assert {kind for _, kind in found} == {"level_shift"}
    assert NOON <= found[0][0] <= NOON + 3


def test_silence_is_told_after_some_hours_with_usual_traffic_and_once() -> None:
    nine = LAST_MONDAY + 9
    assert changed(office, nine, 24 * 7 * WEEKS, factor=0) == [(nine + 5, "silence")]


def test_a_card_that_comes_back_can_fall_silent_again() -> None:
    values = amounts(office, 7 * WEEKS)
    values[NOON : NOON + 24] = 0
    values[NOON + 48 : NOON + 72] = 0
    assert [kind for _, kind in told(values)] == ["silence", "silence"]


def test_a_card_that_reports_once_a_night_is_silent_after_more_than_two_nights() -> None:
    shape: Shape = lambda day, hour: 50.0 if hour == 2 else 0.0  # noqa: E731
    hour, kind = changed(shape, LAST_MONDAY, 24 * 7 * WEEKS, factor=0)[0]
    assert kind == "silence"
    assert 48 <= hour - (LAST_MONDAY - 22) <= 72


def test_one_hour_without_traffic_is_no_silence() -> None:
    assert changed(lambda day, hour: 5.0, NOON, NOON + 1, factor=0) == []


def test_nothing_is_told_on_the_first_day() -> None:
    values = amounts(office, 2)
    values[20] = 10_000
    assert told(values) == []


def test_a_spike_does_not_teach_its_hour() -> None:
    """The band of an hour after ten spikes in it is close to what it was before."""
    values = amounts(lambda day, hour: 100.0, 7 * WEEKS)
    plain, struck = Memory.blank(1), Memory.blank(1)
    told(values, memory=plain)
    values[NOON::24] = 100_000
    told(values, memory=struck)
    assert usual_band(plain, 12, False).high[0] == pytest.approx(100)
    assert usual_band(struck, 12, False).high[0] < 200


def test_a_shift_is_the_new_usual_after_some_days() -> None:
    values = amounts(office, 42)
    values[NOON:] *= 4
    assert [hour for hour, _ in told(values) if hour > NOON + 24 * 14] == []


def test_who_cries_often_is_believed_less() -> None:
    """Spikes of one size, twice a day for two weeks: among many cards hardly every other day."""
    values = amounts(lambda day, hour: 10.0 + (day + hour) % 3, 21)
    values[24 * 7 + 9 :: 12] = 500
    found = [hour for hour, _ in told(values, FOR_MANY)]
    assert found[0] == 24 * 7 + 9
    assert len(found) < 28 / 2
    assert len(found) < len(told(values, replace(FOR_MANY, raised_by=1.0))) == 28


def test_hours_of_which_nothing_is_known_change_nothing() -> None:
    values = amounts(office, 7 * WEEKS)
    values[NOON : NOON + 48] = np.nan
    assert told(values) == []
    memory = Memory.blank(1)
    told(values[:NOON], memory=memory)
    before = memory.table.copy()
    told(np.full(48, np.nan, np.float32), memory=memory)
    assert (memory.table == before).all()


def test_a_card_is_kept_in_157_floats() -> None:
    assert ROWS == 157
