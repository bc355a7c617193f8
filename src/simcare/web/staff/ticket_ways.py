"""What stands beside a ticket for whoever works on it: ways to help its card, calls to answer, reasons to wait."""

from datetime import datetime
from typing import TYPE_CHECKING

from simcare.accounts.permissions import Deed, may
from simcare.kernel import policy
from simcare.support.queries.escalations import open_calls
from simcare.support.queries.remedies import ways_for
from simcare.usage.queries.found import anomalies_of
from simcare.web.staff.from_anomalies import rows_of
from simcare.web.staff.remedies import WaysView, ways_of
from simcare.web.staff.remedy_words import REASONS

if TYPE_CHECKING:
    from simcare.cards.models import Card
    from simcare.diagnosis.models import Verdict
    from simcare.support.queries.tickets import TicketView


def around_ticket(whole: "TicketView", iccid: str, role: str, at: datetime) -> dict[str, object]:
    """For the chosen card of a ticket, else its first."""
    named = next((card for card in whole.cards if card.iccid == iccid), whole.cards[0] if whole.cards else None)
    listed = policy.terms("pause_reasons", at).values["reasons"]
    return {
        "ways": ways_view(named.card, named.verdict, role) if named and named.card else None,
        "anomalies": rows_of(anomalies_of(named.card.id)) if named and named.card else (),
        "calls": open_calls(whole.ticket.id),
        "hold_reasons": [(code, REASONS.get(code, code)) for code in listed],
    }


def ways_view(card: "Card", verdict: "Verdict | None", role: str) -> WaysView | None:
    """What this role may do to a card."""
    return ways_of(ways_for(card, verdict), card.iccid) if may(role, Deed.REMEDY) else None
