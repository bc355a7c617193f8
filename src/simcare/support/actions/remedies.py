"""Remedies: what the desk does to a card, from a ticket or from the card's own page.

Wanted once per key; seen by a second person where the policy asks; then ordered from the platform, or given to staff.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from simcare.cards.queries.fleet import get_card
from simcare.kernel import audit, outbox, policy
from simcare.operators.actions import order_command
from simcare.operators.queries import capabilities, get_command
from simcare.operators.values.platforms import Function
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import AlreadyDecided, CardNotOnTicket, NoSuchRemedy, ReasonMissing, SecondPersonNeeded
from simcare.support.events import RemedyWaits
from simcare.support.models import Entry, Remedy, Ticket, TicketCard
from simcare.support.rules.remedies import RemedyTerms
from simcare.support.values import CardRelation, EntryKind

POLICY = "remedies"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is wanted of a card."""

    card_id: int
    function: Function
    arguments: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    ticket_id: int | None = None


@transaction.atomic
def want(*, wish: Wish, key: str, role: str, by: str, at: datetime) -> Remedy:
    """Somebody of this role wants it done. The same key is the same remedy.

    Raises ReasonMissing, CardNotOnTicket, Unsupported, CommandUnderWay.
    """
    known = Remedy.objects.filter(key=key).first()
    if known:
        return known
    terms = RemedyTerms.of(policy.terms(POLICY, at).values)
    reason = wish.reason.strip()
    if terms.needs_reason(wish.function) and not reason:
        raise ReasonMissing
    ticket = _ticket_with(wish)
    card = get_card(wish.card_id)
    capabilities(card.platform).check(wish.function)
    remedy, is_new = Remedy.objects.get_or_create(
        key=key,
        defaults={
            "ticket": ticket,
            "account_id": card.account_id,
            "card": card,
            "function": wish.function,
            "arguments": dict(wish.arguments),
            "reason": reason,
            "wanted_by": by,
            "wanted_at": at,
            "needs_second": terms.needs_second(wish.function, role),
        },
    )
    if not is_new:
        return remedy
    _note(remedy, "wanted", by, at)
    if remedy.needs_second:
        _tell(remedy, "remedy_waits", by, at)
        outbox.publish(RemedyWaits(remedy_id=remedy.id), subject=f"card:{card.id}", account_id=card.account_id)
        return remedy
    return _order(remedy, by, at)


@transaction.atomic
def approve(*, remedy_id: int, by: str, at: datetime) -> Remedy:
    """A second person agrees: it is ordered. Raises SecondPersonNeeded for who wanted it, AlreadyDecided."""
    remedy = _to_decide(remedy_id, by)
    remedy.decided_at, remedy.decided_by = at, by
    remedy.save(update_fields=["decided_at", "decided_by"])
    _note(remedy, "approved", by, at)
    return _order(remedy, by, at)


@transaction.atomic
def refuse(*, remedy_id: int, reason: str, by: str, at: datetime) -> Remedy:
    """A second person does not agree; the reason stays with it. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    remedy = _to_decide(remedy_id, by)
    remedy.decided_at, remedy.decided_by, remedy.is_refused, remedy.refusal = at, by, True, reason.strip()
    remedy.save(update_fields=["decided_at", "decided_by", "is_refused", "refusal"])
    _note(remedy, "refused", by, at)
    _tell(remedy, "remedy_refused", by, at, why=remedy.refusal)
    return remedy


@transaction.atomic
def note_settled(*, command_id: int, at: datetime) -> list[Remedy]:
    """The platform has shown it, or it has failed: the tickets say so, once. Returns the remedies of the command."""
    command = get_command(command_id)
    remedies = list(Remedy.objects.filter(command_id=command_id).select_related("ticket", "card"))
    for remedy in remedies:
        said = {"remedy": remedy.id}
        is_told = Entry.objects.filter(ticket=remedy.ticket, text__startswith="remedy_", data__contains=said)
        if remedy.ticket and not is_told.filter(text__in=["remedy_confirmed", "remedy_failed"]).exists():
            _tell(remedy, f"remedy_{command.state}", "desk", at, why=command.reason)
    return remedies


def _ticket_with(wish: Wish) -> Ticket | None:
    """The ticket, if the wish comes from one; it must be about the card."""
    if wish.ticket_id is None:
        return None
    ticket = get_ticket(wish.ticket_id, lock=True)
    named = TicketCard.objects.filter(ticket=ticket, card_id=wish.card_id, relation=CardRelation.PROVEN)
    if not named.exists():
        raise CardNotOnTicket
    return ticket


def _to_decide(remedy_id: int, by: str) -> Remedy:
    remedy = Remedy.objects.select_for_update(of=("self",)).filter(id=remedy_id).first()
    if remedy is None:
        raise NoSuchRemedy
    if not remedy.waits_for_second:
        raise AlreadyDecided
    if remedy.wanted_by == by:
        raise SecondPersonNeeded
    return remedy


def _order(remedy: Remedy, by: str, at: datetime) -> Remedy:
    remedy.command = order_command(
        card_id=remedy.card_id,
        function=Function(remedy.function),
        arguments=remedy.arguments,
        key=f"remedy:{remedy.id}",
        actor="provider",
        by=by,
        at=at,
    )
    remedy.save(update_fields=["command"])
    _tell(remedy, "remedy_by_hand" if remedy.command.due_at else "remedy_ordered", by, at)
    return remedy


def _tell(remedy: Remedy, what: str, by: str, at: datetime, *, why: str = "") -> None:
    """A line on the ticket's timeline, if there is a ticket."""
    if remedy.ticket is None:
        return
    data: dict[str, object] = {
        "remedy": remedy.id,
        "function": remedy.function,
        "iccid": remedy.card.iccid,
        "why": why or remedy.reason,
    }
    add_entry(remedy.ticket, kind=EntryKind.ACTION, text=what, data=data, by=by, at=at)


def _note(remedy: Remedy, what: str, by: str, at: datetime) -> None:
    audit.record(
        f"remedy.{what}",
        by=by,
        at=at,
        subject=f"card:{remedy.card_id}",
        account_id=remedy.account_id,
        after={"remedy": remedy.id, "function": remedy.function, "reason": remedy.refusal or remedy.reason},
    )
