"""What follows when a remedy has ended: the card is examined anew, and the customer is told what was done."""

from datetime import datetime

from simcare.support.actions.remedies import note_settled
from simcare.support.flows.investigation import investigate, look_at_card
from simcare.support.queries.remedies import is_under_way
from simcare.support.values import TicketState


def follow_up(*, command_id: int, at: datetime) -> None:
    """Tell the tickets, look at the card again, make a new answer. Repeatable; waits for the last of several.

    A ticket that was solved meanwhile is not answered again: its card is looked at for its own sake.
    """
    for remedy in note_settled(command_id=command_id, at=at):
        ticket = remedy.ticket
        if ticket is None or ticket.state == TicketState.SOLVED:
            look_at_card(card_id=remedy.card_id, at=at)
        elif not is_under_way(ticket.id):
            investigate(ticket_id=ticket.id, at=at)
