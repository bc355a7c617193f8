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
