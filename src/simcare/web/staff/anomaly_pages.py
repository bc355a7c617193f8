"""What the pages show of unusual traffic: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from simcare.web.staff.anomaly_words import Numbers


@dataclass(frozen=True)
class UsedHour:
    """Bytes of one hour beside what is usual in it; `anomaly` is the kind of what was told of it, if anything."""

    began_at: datetime
    used_bytes: int
    usual_from_bytes: int
    usual_until_bytes: int
    anomaly: str = ""


@dataclass(frozen=True)
class AnomalyRow:
    """Something unusual in a list and at the head of its page; `state` is a key of `anomaly_words.STATES`."""

    id: int
    kind: str
    numbers: Numbers
    iccid: str
    account: str
    account_id: int | None
    from_at: datetime
    until_at: datetime
    first_seen_at: datetime
    score: int
    state: str = "open"
    state_at: datetime | None = None
    state_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class FigureRow:
    """What one source says was used, and when it said so; `used_bytes` None where it says nothing."""

    source: str
    used_bytes: int | None
    at: datetime | None = None


@dataclass(frozen=True)
class ReasonRow:
    """Why a figure may be off; a key of `anomaly_words.WHY`, with the bytes or hours that go with it."""

    why: str
    explains_bytes: int | None = None
    hours: int = 0


@dataclass(frozen=True)
class DifferenceRow:
    """A figure that is off: by so many bytes too much, or too little where `is_low`."""

    off: str
    other: str
    by_bytes: int
    is_low: bool
    reasons: Sequence[ReasonRow] = ()


@dataclass(frozen=True)
class PackageRow:
    """The package of the card at that time; `left_bytes` None where it has no limit."""

    name: str
    used_bytes: int
    allowance_bytes: int | None
    over_bytes: int
    left_bytes: int | None
    until_at: datetime | None


@dataclass(frozen=True)
class InvestigationView:
    """The page of something unusual."""

    anomaly: AnomalyRow
    hours: Sequence[UsedHour]
    others: Sequence[AnomalyRow]
    from_at: datetime
    until_at: datetime
    figures: Sequence[FigureRow]
    differences: Sequence[DifferenceRow]
    package: PackageRow | None = None
    suspects: Sequence[str] = field(default_factory=tuple)
    cannot: Sequence[tuple[str, str]] = ()
    """What the card's platform has no call for: the name of the deed, and what is done instead."""

    @property
    def is_compared(self) -> bool:
        """Whether there are two figures at least."""
        return sum(figure.used_bytes is not None for figure in self.figures) > 1
