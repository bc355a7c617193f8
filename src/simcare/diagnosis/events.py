"""What diagnosis tells the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CardExamined(Event):
    """A verdict on a card stands; `supersedes` is the earlier one it replaces."""

    verdict_id: int
    card_id: int
    ticket: str
    primary_code: str
    liable_party: str
    supersedes_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class VerdictCorrected(Event):
    """A person put another verdict in the place of one that was wrong."""

    verdict_id: int
    supersedes_id: int
    card_id: int
    ticket: str


@dataclass(frozen=True, kw_only=True)
class ReadingEntered(Event):
    """Something read on a device was typed in, so an examination may now say more."""

    card_id: int
    field: str


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(Event):
    """Many cards of a network, cell or range of a platform fail. `card_ids` may be cut short, `card_count` is not."""

    incident_id: int
    grouping: str
    platform: str
    key: str
    side: str
    started_at: str
    card_ids: list[int]
    card_count: int


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(Event):
    """The group is back at its usual self, or a person ended the incident."""

    incident_id: int
    grouping: str
    platform: str
    key: str
    ended_at: str
    card_ids: list[int]
    card_count: int


@dataclass(frozen=True, kw_only=True)
class SwapStepDone(Event):
    """A step of a swap test was recorded; `done` says that the test is over."""

    card_id: int
    step: str
    result: str
    done: bool
