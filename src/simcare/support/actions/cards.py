"""The verdicts on the cards of a ticket."""

from datetime import datetime

from simcare.diagnosis.models import Verdict
from simcare.diagnosis.queries.verdicts import said_as
from simcare.support.actions.tickets import add_entry
from simcare.support.models import Ticket, TicketCard
from simcare.support.values import EntryKind


def keep_verdict(*, ticket: Ticket, ticket_card: TicketCard, verdict: Verdict, at: datetime) -> bool:
    """The ticket's card has this verdict now; the timeline tells when it is another than before. Says whether."""
    before = ticket_card.verdict
    TicketCard.objects.filter(id=ticket_card.id).update(verdict=verdict)
    if before and (_found(before), before.liable_party) == (_found(verdict), verdict.liable_party):
        return False
    data = {"verdict": verdict.id, "iccid": ticket_card.iccid}
    add_entry(ticket, kind=EntryKind.FINDING, text=_found(verdict), data=data, by="desk", at=at)
    return True


def _found(verdict: Verdict) -> str:
    """What the timeline says that was found; empty where no fault was."""
    return said_as(verdict.result["findings"][0]) if verdict.primary_code else ""
