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
class CommandJobWaits(Event):
    """Somebody wants a command for so many cards that a second person has to agree."""

    job_id: int


@dataclass(frozen=True, kw_only=True)
class CommandJobMoved(Event):
    """A job has come further: so many of its commands have ended. Pages that show it look again."""

    job_id: int
    done_count: int


@dataclass(frozen=True, kw_only=True)
class CommandJobEnded(Event):
    """Every command of a job has ended."""

    job_id: int
    confirmed_count: int
    failed_count: int


@dataclass(frozen=True, kw_only=True)
class EvidenceArrived(Event):
    """New facts about a card were stored."""

    card_id: int
    reachable: bool
