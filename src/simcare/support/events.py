"""What the desk tells the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Event):
    """A request stands in the inbox; its cards wait to be examined."""

    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class TicketContinued(Event):
    """The requester has written again; `names_new_cards` asks for another examination."""

    ticket_id: int
    message_id: int
    names_new_cards: bool


@dataclass(frozen=True, kw_only=True)
class ExaminationWanted(Event):
    """A person wants fresh evidence and a new verdict: of one card, and for a ticket when it is not 0."""

    card_id: int
    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class TicketUpdated(Event):
    """Something on a ticket is different; live pages look again."""

    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class TicketSolved(Event):
    """A matter is settled; the person may be asked how well."""

    ticket_id: int
    by: str


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(Event):
    """A ticket is somebody's from now on; `assignee_id` 0: nobody's."""

    ticket_id: int
    assignee_id: int
    by: str


@dataclass(frozen=True, kw_only=True)
class ColleagueMentioned(Event):
    """A note names a colleague, who shall look at it."""

    ticket_id: int
    entry_id: int
    user_id: int
    by: str


@dataclass(frozen=True, kw_only=True)
class RemedyWaits(Event):
    """Somebody wants a change of a card that a second person has to agree to."""

    remedy_id: int


@dataclass(frozen=True, kw_only=True)
class EscalationRaised(Event):
    """People are called for a promise, first or again; `user_ids` and `means` are parted by blanks."""

    escalation_id: int
    ticket_id: int
    user_ids: str
    means: str
    times_called: int


@dataclass(frozen=True, kw_only=True)
class SatisfactionAnswered(Event):
    """A person has said how he was helped: good, fair or poor."""

    ticket_id: int
    score: str
