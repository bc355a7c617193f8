"""The verdicts on the cards of a ticket."""

from datetime import datetime

from simcare.diagnosis.models import Verdict
from simcare.support.actions.tickets import add_entry
from simcare.support.models import Ticket, TicketCard
from simcare.support.values import EntryKind


def keep_verdict(*, ticket: Ticket, ticket_card: TicketCard, verdict: Verdict, at: datetime) -> None:
    """The ticket's card has this verdict now; the timeline tells when it differs from the one before."""
    before = ticket_card.verdict
    is_news = before is None or (before.primary_code, before.liable_party) != (
        verdict.primary_code,
        verdict.liable_party,
    )
    TicketCard.objects.filter(id=ticket_card.id).update(verdict=verdict)
    if not is_news:
        return
    data = {"verdict": verdict.id, "iccid": ticket_card.iccid}
    add_entry(ticket, kind=EntryKind.FINDING, text=verdict.primary_code or "", data=data, by="desk", at=at)
