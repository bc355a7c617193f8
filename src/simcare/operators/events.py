"""Facts that the operators' world tells the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CommandOrdered(Event):
    """Somebody wants a card changed; the platform has not been asked yet."""

    command_id: int


@dataclass(frozen=True, kw_only=True)
class CommandNeedsStaff(Event):
    """The platform has no such call: a person does it by hand, by the due time; then the state is read back."""

    command_id: int
    card_id: int
    function: str
    due_at: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CommandSettled(Event):
    """A command ended: confirmed by reading back, or failed with a reason."""

    command_id: int
    card_id: int
    function: str
    confirmed: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class EvidenceArrived(Event):
    """New facts about a card were stored."""

    card_id: int
    reachable: bool
