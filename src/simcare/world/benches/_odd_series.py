"""The public series with their labels, the fixed baseline, and the event F1.

Events: of the Numenta series the windows of windows.json, of Microsoft's the runs of consecutive labelled points
(data/README.md). Alerts that follow each other within an hour are one alarm, for both rivals alike. An event is found
when an alarm touches it; an alarm that touches none is false. Recall is the share of events found, precision the share
of alarms that touch an event; series without events count with their false alarms.
"""

import csv
import json
import random
from bisect import insort
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from pathlib import Path

from simcare.usage.rules.anomalies.single import alerts
from simcare.usage.rules.series import Reading, read_series

SAME_ALARM = timedelta(hours=1)
WINDOW = timedelta(days=7)
DEVIATIONS = 3.5
AS_STANDARD = 1.4826  # a median deviation times this is a standard deviation, of normal values
FEWEST_SEEN = 24
CUTS = 3
"""Places at which each series is cut off, to see that no alert needs what comes after it."""

Period = tuple[datetime, datetime]  # closed on both sides, as the labels are


@dataclass(frozen=True)
class Labelled:
    """One series and what is abnormal in it."""

    name: str
    readings: Sequence[Reading]
    events: Sequence[Period]

    @property
    def weeks(self) -> float:
        return (self.readings[-1].at - self.readings[0].at) / timedelta(weeks=1)


@dataclass(frozen=True)
class Score:
    """How alarms and events met."""

    events: int
    found: int
    alarms: int
    false_alarms: int
    weeks: float
    worst_false_a_week: float
    crowded: int
    """Series with more false alarms than weeks that they have begun."""

    @property
    def f1(self) -> float:
        precision = 1 - self.false_alarms / self.alarms if self.alarms else 0.0
        recall = self.found / self.events if self.events else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def false_a_week(self) -> float:
        return self.false_alarms / self.weeks

    def to_json(self) -> dict[str, object]:
        """As the bench prints it; `worst_...` is the series with the most of them."""
        return {
            "event_f1": round(self.f1, 3),
            "events": self.events,
            "found": self.found,
            "alarms": self.alarms,
            "false_alarms": self.false_alarms,
            "false_alarms_a_series_and_week": round(self.false_a_week, 3),
            "worst_series_false_alarms_a_week": round(self.worst_false_a_week, 2),
            "series_with_more_than_one_a_begun_week": self.crowded,
        }


def labelled_series(folder: Path) -> list[Labelled]:
    """All series in the order of their names, Microsoft's first."""
    microsoft = sorted((folder / "microsoft-application-crash-rate-1").glob("*.csv"))
    windows = json.loads((folder / "nab" / "windows.json").read_text(encoding="utf-8"))
    return [
        *(Labelled(file.name, _readings(file), _labelled_runs(file)) for file in microsoft),
        *(Labelled(name, _readings(folder / "nab" / name), _periods(windows[name])) for name in sorted(windows)),
    ]


def score(series: Sequence[Labelled], alerts_of: Callable[[Sequence[Reading]], Sequence[datetime]]) -> Score:
    """All series together; each counts with its own events and alarms."""
    met = [(_alarms(alerts_of(one.readings)), one) for one in series]
    false = [sum(not any(_touch(alarm, event) for event in one.events) for alarm in alarms) for alarms, one in met]
    return Score(
        events=sum(len(one.events) for one in series),
        found=sum(any(_touch(alarm, event) for alarm in alarms) for alarms, one in met for event in one.events),
        alarms=sum(len(alarms) for alarms, _ in met),
        false_alarms=sum(false),
        weeks=sum(one.weeks for one in series),
        worst_false_a_week=max(count / one.weeks for count, one in zip(false, series, strict=True)),
        crowded=sum(count > ceil(one.weeks) for count, one in zip(false, series, strict=True)),
    )


def count_uncausal(
    series: Sequence[Labelled], alerts_of: Callable[[Sequence[Reading]], Sequence[datetime]], *, seed: int
) -> int:
    """How often a series that is cut off at a random place gives other alerts up to there than the whole one."""
    dice = random.Random(seed)  # noqa: S311  repeatable chance, no secret
    wrong = 0
    for one in series:
        whole = alerts_of(one.readings)
        for _ in range(CUTS):
            cut = one.readings[: dice.randint(1, len(one.readings))]
            wrong += list(alerts_of(cut)) != [at for at in whole if at <= cut[-1].at]
    return wrong


def our_alerts(readings: Sequence[Reading]) -> list[datetime]:
    """What `simcare usage anomalies` says."""
    return [alert.reading.at for alert in alerts(readings)]


def peer_alerts(readings: Sequence[Reading]) -> list[datetime]:
    """The fixed baseline: further from the median of the seven days before than 3.5 median deviations.

    Where there was a choice, what makes the baseline stronger here: the deviations are scaled as is usual, and a window
    in which nothing differs says nothing.
    """
    recent: deque[Reading] = deque()
    ordered: list[float] = []
    found = []
    for reading in readings:
        while recent and recent[0].at < reading.at - WINDOW:
            ordered.remove(recent.popleft().value)
        if len(ordered) >= FEWEST_SEEN:
            middle = _median(ordered)
            deviation = _median(sorted(abs(value - middle) for value in ordered))
            if deviation and abs(reading.value - middle) > DEVIATIONS * AS_STANDARD * deviation:
                found.append(reading.at)
        recent.append(reading)
        insort(ordered, reading.value)
    return found


def _median(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _alarms(alerts_at: Sequence[datetime]) -> list[Period]:
    alarms: list[Period] = []
    for at in alerts_at:
        if alarms and at - alarms[-1][1] <= SAME_ALARM:
            alarms[-1] = (alarms[-1][0], at)
        else:
            alarms.append((at, at))
    return alarms


def _touch(one: Period, other: Period) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _readings(file: Path) -> list[Reading]:
    with file.open(encoding="utf-8", newline="") as lines:
        return read_series(lines)


def _periods(windows: Sequence[Sequence[str]]) -> list[Period]:
    return [(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in windows]


def _labelled_runs(file: Path) -> list[Period]:
    with file.open(encoding="utf-8", newline="") as lines:
        runs = [list(run) for labelled, run in groupby(csv.DictReader(lines), _is_labelled) if labelled]
    return _periods([(run[0]["TimeStamp"], run[-1]["TimeStamp"]) for run in runs])


def _is_labelled(row: dict[str, str]) -> bool:
    return float(row["Label"]) > 0
