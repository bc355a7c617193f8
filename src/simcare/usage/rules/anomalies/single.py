"""Alerts of one series, as `simcare usage anomalies` tells them: the rules of the columns with one card."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from simcare.usage.rules.anomalies.anomaly import USUAL, Kind, Sensitivity
from simcare.usage.rules.anomalies.memory import Memory
from simcare.usage.rules.anomalies.volume import watch
from simcare.usage.rules.series import Reading, hours

_SATURDAY = 5
_MOST_UNITS = 1e30  # the columns hold single precision


@dataclass(frozen=True)
class Alert:
    """Something unusual: known with the reading `at`, as its file writes it, and from nothing after it."""

    at: str
    kind: str
    score: float
    reading: Reading


def alerts(readings: Iterable[Reading], terms: Sensitivity = USUAL) -> Iterator[Alert]:
    """What is unusual in a series; readings in order of time, amounts of any unit.

    They are counted in units of the first one that is not zero, so an alert does not depend on the unit of the file.
    """
    memory, unit = Memory.blank(1), 0.0
    for hour in hours(readings):
        unit = unit or abs(hour.value)
        is_weekend = hour.start.weekday() >= _SATURDAY
        values = np.array([np.clip(hour.value / unit if unit else 0.0, -_MOST_UNITS, _MOST_UNITS)], np.float32)
        seen = watch(memory, values, hour=hour.start.hour, weekend=is_weekend, terms=terms)
        if seen.kind[0] != Kind.NOTHING:
            at = hour.closed_by
            yield Alert(at.written, Kind(seen.kind[0]).code, round(float(seen.score[0]), 2), at)
