"""Cards for tests: weeks of hours from a rule for one hour."""

from collections.abc import Callable, Sequence

import numpy as np

from simcare.usage.rules.anomalies.anomaly import USUAL, Kind, Sensitivity
from simcare.usage.rules.anomalies.memory import Floats, Memory
from simcare.usage.rules.anomalies.volume import watch

Shape = Callable[[int, int], float]
"""The amount in an hour of a day, both counted from 0; day 0 is a Monday."""


def office(day: int, hour: int) -> float:
    """Much from 8 to 18 on workdays, little else; a tenth more on odd days."""
    return (100.0 if day % 7 < 5 and 8 <= hour < 18 else 10.0) * (1 + 0.1 * (day % 2))


def amounts(shape: Shape, days: int) -> Floats:
    return np.array([shape(day, hour) for day in range(days) for hour in range(24)], np.float32)


def told(values: Floats, terms: Sensitivity = USUAL, memory: Memory | None = None) -> list[tuple[int, str]]:
    """Hour and kind of each alert of one card."""
    return told_each([values], terms, memory)[0]


def told_each(
    cards: Sequence[Floats], terms: Sensitivity = USUAL, memory: Memory | None = None
) -> list[list[tuple[int, str]]]:
    """Hour and kind of each alert of cards that are judged together; what is not a number is not known."""
    memory = memory or Memory.blank(len(cards))
    found: list[list[tuple[int, str]]] = [[] for _ in cards]
    for number, values in enumerate(np.array(cards).T):
        weekend = number // 24 % 7 >= 5
        judged = watch(memory, values, hour=number % 24, weekend=weekend, known=~np.isnan(values), terms=terms)
        for card in np.flatnonzero(judged.kind):
            found[card].append((number, Kind(judged.kind[card]).code))
    assert np.isfinite(memory.table).all()
    return found
