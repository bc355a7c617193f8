"""Words of common faults: how cards are grouped, what state an incident is in, and counts of failing cards."""

from dataclasses import dataclass
from enum import StrEnum


class Grouping(StrEnum):
    """What the cards of a group share; the order is that in which groups are looked at."""

    NETWORK = "network"
    CELL = "cell"
    RANGE = "range"


class IncidentState(StrEnum):
    """`suspected`: one unusual round, or silence alone; `open`: it lasted; `confirmed`: a person says so."""

    SUSPECTED = "suspected"
    OPEN = "open"
    CONFIRMED = "confirmed"
    CLOSED = "closed"

    @property
    def counts(self) -> bool:
        """Whether the verdicts of its cards rest on it."""
        return self in (IncidentState.OPEN, IncidentState.CONFIRMED)


class Side(StrEnum):
    """Whose fault it is, until somebody knows better the operator's."""

    OPERATOR = "operator"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Scope:
    """One group of cards: those of a platform that share a network, a cell or a range of numbers."""

    grouping: Grouping
    platform: str
    key: str


@dataclass(frozen=True, slots=True)
class Count:
    """Cards of a group in one round, and those of them that fail."""

    total: int
    failing: int


@dataclass(frozen=True, slots=True)
class Usual:
    """How a group is when nothing is wrong: the share that fails, and how far rounds scatter (1: as by chance)."""

    share: float
    spread: float
    rounds: int
