"""What usage tells the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UsageRolledUp(Event):
    """New records of a file stand in the sums and meters. `from_at` and `until_at`: when the first and last began."""

    file_id: int
    record_count: int
    card_count: int
    from_at: str
    until_at: str


@dataclass(frozen=True, kw_only=True)
class CardUsed(Event):
    """New records of a card stand in its sums and its meter; told to the pages of its account."""

    card_id: int


@dataclass(frozen=True, kw_only=True)
class CardsUsed(Event):
    """The same of many cards of an account at once: each of its cards may be one."""

    account_id: int


@dataclass(frozen=True, kw_only=True)
class UsageUnloaded(Event):
    """A file was a mistake: what it had added is in no sum any more."""

    file_id: int
    record_count: int
    stray_count: int


@dataclass(frozen=True, kw_only=True)
class StraysAdopted(Event):
    """Records that had come before their cards are the cards' own now."""

    record_count: int
    card_count: int


@dataclass(frozen=True, kw_only=True)
class AnomalyFound(Event):
    """A card did what it usually does not; `kind` is the code of a rule's kind, `until_at` when that was over."""

    anomaly_id: int
    card_id: int
    kind: str
    until_at: str


@dataclass(frozen=True, kw_only=True)
class AlertsRaised(Event):
    """Meters have crossed thresholds, or are exhausted, throttled or over; each crossing once. Account 0: nobody's."""

    account_id: int
    alert_ids: list[int]
