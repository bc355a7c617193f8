"""What the pages show of remedies, tasks, calls and breaches: plain values, and how rows become them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from simcare.web.staff.remedy_words import REMEDIES, RemedyWord

if TYPE_CHECKING:
    from simcare.operators.models import Command
    from simcare.support.models import Remedy
    from simcare.support.queries.remedies import Ways


@dataclass(frozen=True)
class OfferView:
    """A deed that can be chosen."""

    function: str
    by_hand: bool = False
    fits: bool = False

    @property
    def word(self) -> RemedyWord:
        return REMEDIES[self.function]


@dataclass(frozen=True)
class RemedyView:
    """A remedy and how far it has come; `state` is a key of `remedy_words.STATES`."""

    id: int
    function: str
    state: str
    at: datetime
    by: str
    due_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class WaysView:
    """All that can be done to a card, and what was done lately."""

    card_id: int
    iccid: str
    offers: Sequence[OfferView] = ()
    recent: Sequence[RemedyView] = ()

    @property
    def fitting(self) -> OfferView | None:
        """What the verdict's next step can be done with."""
        return next((offer for offer in self.offers if offer.fits), None)


@dataclass(frozen=True)
class TaskView:
    """Something that a person does by hand; `ticket` 0 when it belongs to none."""

    id: int
    function: str
    iccid: str
    account: str
    why: str
    ordered_by: str
    ordered_at: datetime
    due_at: datetime
    ticket: int = 0
    state: str = "by_hand"
    asked_at: datetime | None = None


@dataclass(frozen=True)
class WishView:
    """A remedy that waits for a second person."""

    id: int
    function: str
    iccid: str
    account: str
    why: str
    wanted_by: str
    wanted_at: datetime
    ticket: int = 0


def ways_of(ways: "Ways", iccid: str) -> WaysView:
    """The ways of one card."""
    return WaysView(
        ways.card_id,
        iccid,
        tuple(OfferView(offer.function.value, offer.by_hand, offer.fits) for offer in ways.offers),
        tuple(remedy_of(remedy) for remedy in ways.recent),
    )


def remedy_of(remedy: "Remedy") -> RemedyView:
    """A remedy as the card pane shows it."""
    command = remedy.command
    state = command.state if command else "refused" if remedy.is_refused else "second"
    return RemedyView(
        id=remedy.id,
        function=remedy.function,
        state=state,
        at=(command.settled_at if command and command.settled_at else remedy.wanted_at),
        by=remedy.wanted_by,
        due_at=command.due_at if command and command.settled_at is None else None,
        why=(command.reason if command else remedy.refusal),
    )


def tasks_of(commands: "Iterable[Command]", tickets: Mapping[int, int]) -> tuple[TaskView, ...]:
    """Tasks as rows."""
    return tuple(
        TaskView(
            id=command.id,
            function=command.function,
            iccid=command.card.iccid,
            account=command.card.account.name if command.card.account else "",
            why=command.reason,
            ordered_by=command.ordered_by,
            ordered_at=command.ordered_at,
            due_at=command.due_at or command.ordered_at,
            ticket=tickets.get(command.id, 0),
            state=command.state,
            asked_at=command.asked_at,
        )
        for command in commands
    )


def wishes_of(remedies: "Iterable[Remedy]") -> tuple[WishView, ...]:
    """Remedies that wait for a second person, as rows."""
    return tuple(
        WishView(
            id=remedy.id,
            function=remedy.function,
            iccid=remedy.card.iccid,
            account=remedy.card.account.name if remedy.card.account else "",
            why=remedy.reason,
            wanted_by=remedy.wanted_by,
            wanted_at=remedy.wanted_at,
            ticket=remedy.ticket_id or 0,
        )
        for remedy in remedies
    )
