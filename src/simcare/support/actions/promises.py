"""What is promised on a ticket, and why its clocks stand still: every clock of a ticket is started and held here.

A ticket keeps the versions of the terms that it began with, its account's agreements among them.
"""

from datetime import datetime

from simcare.clocks import actions as clocks
from simcare.clocks.models import Clock
from simcare.clocks.queries.terms import terms_for
from simcare.clocks.values import Kind
from simcare.kernel import policy
from simcare.support.errors import NoSuchReason
from simcare.support.models import Ticket
from simcare.support.values import Standing

PAUSE_REASONS = "pause_reasons"
"""The policy that lists why clocks may stand still, and which."""
CUSTOMER = "customer"
"""The reason that every installation has: it is the customer's turn."""


def channel_of(category: str, standing: str, channel: str) -> str:
    """A dealer application has a promise of its own (I.4); everything else has that of its channel."""
    return "dealer" if category == "dealer" and standing == Standing.UNKNOWN else channel


def promise(ticket: Ticket, kind: Kind, *, by: str, at: datetime) -> Clock:
    """Start a clock by the terms the ticket began with; one that runs is the answer."""
    channel = channel_of(ticket.category, ticket.standing, ticket.channel)
    terms = terms_for(kind=kind, channel=channel, account_id=ticket.account_id, at=at, kept=ticket.policy_versions)
    return clocks.start(subject=ticket.key, kind=kind, terms=terms, account_id=ticket.account_id, at=at, by=by)


def hold(ticket: Ticket, reason: str, *, by: str, at: datetime) -> None:
    """Let the clocks that this reason holds stand still; the first never does. Raises NoSuchReason."""
    listed = policy.terms(PAUSE_REASONS, at).values["reasons"]
    if reason not in listed:
        raise NoSuchReason
    clocks.pause(subject=ticket.key, reason=reason, at=at, by=by, kinds=listed[reason]["holds"])


def go_on(ticket: Ticket, *, by: str, at: datetime) -> None:
    """Count again."""
    clocks.resume(subject=ticket.key, at=at, by=by)
