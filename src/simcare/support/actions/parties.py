"""Wrong person? The people of a ticket are corrected; the answer goes to the corrected one (zammad #3649).

Who is answered decides what may be told: standing, account and cards are looked up anew for the corrected person, and
the desk makes its answer again. A correction is undone by correcting back; all of them stay in the timeline and audit.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.accounts.queries import acquaintances_by_email
from simcare.accounts.values import Acquaintance
from simcare.cards.queries import fleet
from simcare.clocks import actions as clocks
from simcare.kernel import audit, outbox
from simcare.messaging.actions.threads import give, readdress
from simcare.messaging.queries import threads
from simcare.support.actions.states import touch
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import AccountsDiffer, NobodyToCorrect, NotAnAddress
from simcare.support.events import ExaminationWanted
from simcare.support.models import Answer, Entry, Party, Ticket, TicketCard, TicketTag
from simcare.support.queries.wholes import parts_of
from simcare.support.rules.standing import Holding, account_of, relation, standing
from simcare.support.rules.wholes import accounts_agree
from simcare.support.values import AnswerState, EntryKind, PartyRole

_ADDRESS: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


@transaction.atomic
def correct_party(*, party_id: int, email: str, name: str = "", by: str, at: datetime) -> Ticket:
    """This person is in truth another one. Raises NotAnAddress, NobodyToCorrect, AccountsDiffer."""
    email = email.strip().lower()
    if not _ADDRESS.fullmatch(email):
        raise NotAnAddress
    party = Party.objects.filter(id=party_id).first()
    if party is None:
        raise NobodyToCorrect
    ticket = get_ticket(party.ticket_id, lock=True)
    before = {"email": party.email, "name": party.name}
    known = acquaintances_by_email([email]).get(email, [])
    Party.objects.filter(ticket=ticket, role=party.role, email=email).exclude(id=party.id).delete()
    party.email, party.name = email, name.strip() or (known[0].name if known else "")
    if party.role in (PartyRole.FORWARDER, PartyRole.REQUESTER):
        _answer_instead(ticket, party, known)
    party.save(update_fields=["email", "name", "known_as", "language", "account_id"])
    after = {"email": party.email, "name": party.name}
    said: dict[str, object] = {"party": party.id, "role": party.role, "from": before, "to": after}
    add_entry(ticket, kind=EntryKind.ACTION, text="party_corrected", data=said, by=by, at=at)
    audit.record(
        "party.corrected",
        by=by,
        at=at,
        subject=ticket.key,
        account_id=ticket.account_id,
        before={"role": party.role, **before},
        after={"role": party.role, **after},
    )
    _look_again(ticket, at)
    return ticket


def _answer_instead(ticket: Ticket, party: Party, known: Sequence[Acquaintance]) -> None:
    """The ticket is answered to this person from now on, who hears of his own cards alone."""
    trust = standing(known, authentic=True)  # a colleague vouches for who it is
    named = list(TicketCard.objects.filter(ticket=ticket).order_by("id"))
    cards = fleet.by_iccid(card.iccid for card in named)
    contacts = fleet.contacts_of(card.id for card in cards.values())
    held = {iccid: Holding(card.account_id, frozenset(contacts.get(card.id, set()))) for iccid, card in cards.items()}
    acts_for = account_of(known, list(held.values()))
    _give_to_account(ticket, acts_for.account_id if acts_for else None)
    for card in named:
        card.relation = relation(held.get(card.iccid), known, trust)
        is_proven = card.relation == "proven"
        card.card_id, card.verdict_id = (cards[card.iccid].id, card.verdict_id) if is_proven else (None, None)
        card.account_id = ticket.account_id
        card.save(update_fields=["relation", "card_id", "verdict_id", "account_id"])
    party.known_as = acts_for.kind if acts_for else ""
    party.language = acts_for.language if acts_for else party.language
    party.account_id = ticket.account_id
    ticket.standing, ticket.answer_language = trust, party.language
    ticket.save(update_fields=["standing", "answer_language"])
    if ticket.thread_id is not None:
        readdress(thread=threads.get_thread(ticket.thread_id), email=party.email, name=party.name)


def _give_to_account(ticket: Ticket, account_id: int | None) -> None:
    """The ticket belongs to the account of who is answered, with all that was said on it."""
    if account_id == ticket.account_id:
        return
    others = [part.account_id for part in parts_of(ticket) if part.id != ticket.id]
    if not accounts_agree([account_id, *others]):
        raise AccountsDiffer
    ticket.account_id = account_id
    ticket.save(update_fields=["account_id"])
    for rows in (Party, TicketCard, Entry, Answer, TicketTag):
        rows.objects.filter(ticket=ticket).update(account_id=account_id)
    clocks.give(subject=ticket.key, account_id=account_id)
    if ticket.thread_id is not None:
        give(thread_id=ticket.thread_id, account_id=account_id)


def _look_again(ticket: Ticket, at: datetime) -> None:
    """What was proposed to the wrong person goes to nobody; the cards are judged for the right one."""
    Answer.objects.filter(ticket=ticket, state=AnswerState.PROPOSED).update(state=AnswerState.REPLACED)
    outbox.publish(ExaminationWanted(card_id=0, ticket_id=ticket.id), subject=ticket.key)
    touch(ticket, at)
