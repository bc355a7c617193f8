"""What happens in the house and is told to programs of the account it concerns. Each answer is repeatable.

Nobody waits for it, so all are of the lane that gives way.
"""

from collections.abc import Mapping

from simcare.cards.events import CardStateChanged
from simcare.cards.queries.fleet import by_ids
from simcare.kernel import clock
from simcare.kernel.outbox import delivered_event_id, reacts_to
from simcare.messaging.events import MessageSent
from simcare.support.actions.tickets import find_by_thread, find_ticket
from simcare.support.events import TicketOpened, TicketSolved
from simcare.support.models import Ticket
from simcare.usage.events import AnomalyFound
from simcare.webhooks.actions.shipping import News, ship
from simcare.webhooks.values import Kind


@reacts_to(CardStateChanged, lane="later")
def tell_of_a_card_state(event: CardStateChanged) -> None:
    """The account that has the card."""
    _tell_of_card(
        event.card_id, Kind.CARD_STATE_CHANGED, {"state": event.state, "stopped_by": event.stopped_by or None}
    )


@reacts_to(AnomalyFound, lane="later")
def tell_of_unusual_traffic(event: AnomalyFound) -> None:
    """The account that has the card."""
    _tell_of_card(event.card_id, Kind.ANOMALY_FOUND, {"kind": event.kind, "until_at": event.until_at})


@reacts_to(TicketOpened, lane="later")
def tell_of_a_new_ticket(event: TicketOpened) -> None:
    """The account that asks."""
    _tell_of_ticket(find_ticket(f"ticket:{event.ticket_id}"), Kind.TICKET_OPENED)


@reacts_to(MessageSent, lane="later")
def tell_of_an_answer(event: MessageSent) -> None:
    """The account whose ticket it is; what goes to a supplier is none of its."""
    ticket = find_by_thread(event.thread_id)
    if ticket and ticket.thread_id == event.thread_id:
        _tell_of_ticket(ticket, Kind.TICKET_ANSWERED, {"message_id": event.message_id})


@reacts_to(TicketSolved, lane="later")
def tell_of_a_solved_ticket(event: TicketSolved) -> None:
    """The account that asked."""
    _tell_of_ticket(find_ticket(f"ticket:{event.ticket_id}"), Kind.TICKET_SOLVED)


def _tell_of_card(card_id: int, kind: Kind, data: Mapping[str, object]) -> None:
    for card in by_ids([card_id]):
        if card.account_id is not None:
            _tell(card.account_id, kind, {"iccid": card.iccid, **data})


def _tell_of_ticket(ticket: Ticket | None, kind: Kind, data: Mapping[str, object] | None = None) -> None:
    if ticket and ticket.account_id is not None:
        _tell(ticket.account_id, kind, {"number": ticket.id, **(data or {})})


def _tell(account_id: int, kind: Kind, data: Mapping[str, object]) -> None:
    key = f"event:{delivered_event_id()}"
    ship([News(account_id=account_id, kind=kind, key=key, at=clock.now(), data=data)])
