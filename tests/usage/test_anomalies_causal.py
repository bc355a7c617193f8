"""An alert at t uses nothing after t: a cut-off series gives the same earlier alerts, whatever the series."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simcare.usage.rules.anomalies.memory import Memory
from simcare.usage.rules.anomalies.single import Alert, alerts
from simcare.usage.rules.anomalies.volume import watch
from simcare.usage.rules.series import Reading, read_series
from tests.conftest import SHARED_DATA
from tests.usage.columns import amounts, office

START = datetime(2026, 3, 2)  # noqa: DTZ001  times of a file without a zone
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def series(draw: st.DrawFn) -> list[Reading]:
    """Ten days of an office with gaps, noise, bursts, zeros and readings off their step."""
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    minutes = draw(st.sampled_from([30, 60, 60, 120, 120]))
    times = np.arange(0, 10 * 24 * 60, minutes)
    times = times[dice.random(times.size) > draw(st.sampled_from([0.0, 0.05, 0.4]))]
    times = times + dice.integers(0, draw(st.sampled_from([1, 20])), times.size)
    values = np.array([office(int(at) // 1440, int(at) // 60 % 24) for at in times])
    values *= dice.lognormal(0, draw(st.sampled_from([0.0, 0.2, 1.0])), times.size)
    values[dice.random(times.size) < 0.02] *= draw(st.sampled_from([0.0, 20.0, 1e9, -5.0]))
    at = [START + timedelta(minutes=int(minute)) for minute in times]
    return [Reading(one, float(value), one.isoformat()) for one, value in zip(at, values, strict=True)]


@FEW
@given(series(), st.floats(0, 1))
def test_a_cut_off_series_gives_the_same_earlier_alerts(readings: list[Reading], share: float) -> None:
    cut = readings[: int(share * len(readings))]
    last_at = cut[-1].at if cut else START - timedelta(days=1)
    assert list(alerts(cut)) == [alert for alert in alerts(readings) if alert.reading.at <= last_at]


@FEW
@given(series(), st.sampled_from([1e-12, 0.1, 1024.0, 1e15]))
def test_the_unit_of_a_series_changes_no_alert(readings: list[Reading], unit: float) -> None:
    other = [Reading(one.at, one.value * unit, one.written) for one in readings]
    assert [said(alert) for alert in alerts(other)] == [said(alert) for alert in alerts(readings)]


def said(alert: Alert) -> tuple[str, str]:
    return alert.at, alert.kind


@FEW
@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=200), st.integers(0, 23))
def test_no_amount_makes_a_number_that_is_none(values: list[float], first_hour: int) -> None:
    readings = [Reading(START + timedelta(hours=first_hour + n), value, str(n)) for n, value in enumerate(values)]
    assert all(np.isfinite(alert.score) and alert.score > 0 for alert in alerts(readings))


def test_each_card_of_many_is_judged_as_if_it_were_alone() -> None:
    dice = np.random.default_rng(7)
    columns = amounts(office, 14)[:, None] * dice.lognormal(0, 0.4, (14 * 24, 5)).astype(np.float32)
    columns[200:, 2] *= 9
    columns[250:, 3] = 0
    together, alone = Memory.blank(5), [Memory.blank(1) for _ in range(5)]
    for number, values in enumerate(columns):
        clock = {"hour": number % 24, "weekend": number // 24 % 7 >= 5}
        kinds = watch(together, values, **clock).kind.tolist()  # type: ignore[arg-type]  # arguments of several types
        assert kinds == [int(watch(one, values[[n]], **clock).kind[0]) for n, one in enumerate(alone)]  # type: ignore[arg-type]  # as above
    assert (together.table == np.concatenate([one.table for one in alone], axis=1)).all()


@pytest.mark.shared
@pytest.mark.parametrize("name", ["app1-01.csv", "app1-09.csv"])
def test_a_public_series_cut_anywhere_gives_the_same_earlier_alerts(name: str) -> None:
    folder = SHARED_DATA / "usage-series" / "microsoft-application-crash-rate-1"
    with (folder / name).open(encoding="utf-8") as lines:
        readings = read_series(lines)
    whole = list(alerts(readings))
    assert whole
    for count in range(30, len(readings), 90):
        assert list(alerts(readings[:count])) == [one for one in whole if one.reading.at <= readings[count - 1].at]
