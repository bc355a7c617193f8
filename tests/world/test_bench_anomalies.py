"""The bench of anomalies: how alarms and events meet, the fixed baseline, and the made-up cards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from simcare.usage.rules.series import Reading
from simcare.world.benches import _odd_cards, _odd_series, anomalies
from simcare.world.benches._odd_series import Labelled
from tests.conftest import SHARED_DATA

START = datetime(2026, 3, 2)  # noqa: DTZ001  times of a file without a zone


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("alerts", "figures", "proves"),
    [
        ([], (0, 0, 0), "nothing said, nothing found"),
        ([50.0], (1, 1, 0), "an alert in an event finds it"),
        ([50.0, 55.0], (1, 2, 0), "a second alert in an event is not false"),
        ([10.0], (0, 1, 1), "an alert outside all events is false"),
        ([10.0, 11.0, 12.0], (0, 1, 1), "alerts within an hour of each other are one alarm"),
        ([47.5, 48.0], (1, 1, 0), "an alarm that reaches into an event finds it"),
        ([60.0, 100.0], (2, 2, 0), "the ends belong to an event"),
        ([60.1, 99.9], (0, 2, 2), "beyond the ends is outside"),
    ],
)
def test_alarms_meet_events(alerts: Sequence[float], figures: tuple[int, int, int], proves: str) -> None:
    series = Labelled("own", [Reading(at(h), 0, "") for h in (0, 168)], [(at(48), at(60)), (at(100), at(100))])
    score = _odd_series.score([series], lambda _: [at(hour) for hour in alerts])
    assert (score.found, score.alarms, score.false_alarms) == figures, proves
    assert score.false_a_week == figures[2]


def test_a_rule_that_looks_ahead_is_seen() -> None:
    """The largest of all readings is known when all have come; what is larger than all before it is known at once."""
    values = [float(n * 7 % 50 + n) for n in range(100)]
    series = [Labelled("own", [Reading(at(n), value, "") for n, value in enumerate(values)], [])]

    def largest(readings: Sequence[Reading]) -> list[datetime]:
        return [max(readings, key=lambda each: each.value).at]

    def larger(readings: Sequence[Reading]) -> list[datetime]:
        return [each.at for n, each in enumerate(readings) if all(each.value > old.value for old in readings[:n])]

    wrong = [
        sum(_odd_series.count_uncausal(series, rule, seed=seed) for seed in range(9)) for rule in (largest, larger)
    ]
    assert (wrong[0] > 0, wrong[1]) == (True, 0)


def test_a_series_with_two_false_alarms_in_its_week_is_crowded() -> None:
    series = [Labelled("own", [Reading(at(hour), 0, "") for hour in (0, 160)], [])]
    crowded = [_odd_series.score(series, lambda _, told=told: told).crowded for told in ([at(9)], [at(9), at(99)])]
    assert crowded == [0, 1]


def test_event_f1_is_the_mean_of_both_shares() -> None:
    series = Labelled("own", [Reading(at(h), 0, "") for h in (0, 168)], [(at(48), at(60)), (at(100), at(100))])
    score = _odd_series.score([series], lambda _: [at(50), at(70), at(90)])
    assert score.f1 == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))


def test_the_fixed_baseline_is_median_and_deviation_of_the_week_before() -> None:
    """Of 1 and 2 in turn the median is 1.5 and the median deviation 0.5: the bar is 3.5 x 1.4826 x 0.5 = 2.595."""
    for value, is_told in ((4.0, False), (4.2, True), (-1.0, False), (-1.2, True)):
        values = [*(1.0 + n % 2 for n in range(200)), value]
        readings = [Reading(at(n), one, "") for n, one in enumerate(values)]
        assert _odd_series.peer_alerts(readings) == ([at(200)] if is_told else [])


def test_made_up_cards_keep_the_promise() -> None:
    outcome = _odd_cards.judge_cards(300, seed=5)
    assert outcome.planted.total() == 90
    assert outcome.precision >= _odd_cards.MIN_PRECISION
    assert outcome.recall >= _odd_cards.MIN_RECALL


def test_a_scan_takes_time() -> None:
    assert 0 < _odd_cards.scan_seconds(60) < 30


@pytest.mark.shared
@pytest.mark.long
def test_the_public_series_are_read_with_their_labels() -> None:
    series = _odd_series.labelled_series(SHARED_DATA / "usage-series")
    microsoft = [one for one in series if one.name.startswith("app1")]
    assert (len(microsoft), sum(len(one.events) for one in microsoft)) == (9, 83)
    assert (len(series) - len(microsoft), sum(len(one.events) for one in series)) == (28, 119)


@pytest.mark.shared
@pytest.mark.long
def test_the_bench_keeps_its_promise() -> None:
    result = anomalies.run({"scanned": "100000", "stored": "50000"})
    assert result.kept
    assert result.more["cuts"]["other_alerts_before"] == 0
    held_out = result.more["series"]["held_out"]
    assert held_out["f1_ratio"] >= anomalies.MIN_RATIO
