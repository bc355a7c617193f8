"""A message becomes a ticket, or continues one: people known, cards found, clocks running, open incidents joined.

Only the database is touched here, so that a flood of mail never waits for an operator; the cards are examined
afterwards (flows.investigation).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simcare.accounts.actions import note_prospect
from simcare.accounts.queries import acquaintances_by_email
from simcare.accounts.values import Acquaintance
from simcare.cards.queries import fleet, iccids_in
from simcare.messaging.models import Message
from simcare.messaging.queries import categorise, detect_language, threads
from simcare.support.actions import children, packs, placing, senders, tickets
from simcare.support.queries.packs import packs_by_thread
from simcare.support.rules.answers.sending import CLAIMS
from simcare.support.rules.standing import Holding, account_of, relation, standing
from simcare.support.values import CardRelation, PartyRole, Standing

SNIPPET_CHARACTERS = 160
FEW_WORDS = 200  # characters


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What a message turns out to be about, before anything is written."""

    message: Message
    writer: Sequence[Acquaintance]
    acts_for: Acquaintance | None
    standing: Standing
    cards: Sequence[tickets.NamedCard]
    category: str

    @property
    def is_forward(self) -> bool:
        return self.message.forward is not None

    @property
    def account_id(self) -> int | None:
        """A sender who only claims to be somebody acts for nobody (D12)."""
        return self.acts_for.account_id if self.acts_for and self.standing is Standing.VERIFIED else None


def receive(*, message_ids: Sequence[int], at: datetime, despite_blocks: bool = False) -> None:
    """Open tickets for messages, or put them on the timelines of those their threads belong to. Repeatable.

    A flood is understood and written with a few queries for all; no two messages are of one thread. Mails of blocked
    senders are kept and open nothing.
    """
    messages = threads.get_messages(message_ids)
    blocked = set() if despite_blocks else senders.hold_blocked(messages, at=at)
    messages = [message for message in messages if message.id not in blocked]
    messages = _without_suppliers(messages, at)
    known = tickets.by_thread(message.thread_id for message in messages)
    opening = []
    for complaint in _understand([message for message in messages if message.kind == "message"]):
        message = complaint.message
        ticket = known.get(message.thread_id)
        if ticket is None:
            opening.append(complaint)
        else:
            cards = _cards_for(ticket.account_id, complaint)
            tickets.continue_(ticket=ticket, message=message, cards=cards, by=message.sender_email, at=at)
            if complaint.category in CLAIMS and ticket.category not in CLAIMS:
                placing.claim(ticket_id=ticket.id, category=complaint.category, by="desk", at=at)
    for message in messages:
        if message.kind != "message":
            tickets.note_machine_mail(ticket=known.get(message.thread_id), message=message, at=at)
    if opening:
        _open(opening, at)


def let_in(*, message_ids: Sequence[int], by: str, at: datetime) -> None:
    """A person lets kept mails of a blocked sender in: they open or continue tickets as if they came now."""
    senders.note_let_in(message_ids=message_ids, by=by, at=at)
    for number in message_ids:
        receive(message_ids=[number], at=at, despite_blocks=True)


def _without_suppliers(messages: Sequence[Message], at: datetime) -> list[Message]:
    """What a supplier writes to the evidence of a fault stands on the ticket of that fault; the rest is left."""
    handed_over = packs_by_thread(message.thread_id for message in messages)
    for message in messages:
        if pack := handed_over.get(message.thread_id):
            if message.kind == "message":
                packs.answer_by_mail(pack_id=pack.id, message=message, at=at)
            else:
                tickets.note_machine_mail(ticket=pack.ticket, message=message, at=at)
    return [message for message in messages if message.thread_id not in handed_over]


def _understand(messages: Sequence[Message]) -> list[Complaint]:
    """What each message is about, looked up for all of them together."""
    people = acquaintances_by_email(message.sender_email for message in messages)
    files = threads.text_attachments(message.id for message in messages)
    trusts = {
        message.id: standing(people.get(message.sender_email, []), authentic=message.authenticity == "verified")
        for message in messages
    }
    named = {message.id: _iccids(message, files.get(message.id, [])) for message in messages}
    asked_for = {iccid for id_, iccids in named.items() if trusts[id_] is Standing.VERIFIED for iccid in iccids}
    cards = fleet.by_iccid(asked_for) if asked_for else {}
    contacts = fleet.contacts_of(card.id for card in cards.values()) if cards else {}
    held = {
        iccid: (card.id, Holding(card.account_id, frozenset(contacts.get(card.id, set()))))
        for iccid, card in cards.items()
    }
    return [
        _complaint(message, people.get(message.sender_email, []), trusts[message.id], named[message.id], held)
        for message in messages
    ]


def _iccids(message: Message, files: Sequence[str]) -> list[str]:
    original = message.forward or {}
    texts = (message.subject, message.text, *files, original.get("subject") or "", original.get("text") or "")
    return iccids_in(texts)


def _complaint(
    message: Message,
    writer: Sequence[Acquaintance],
    trust: Standing,
    named: Sequence[str],
    held: Mapping[str, tuple[int, Holding]],
) -> Complaint:
    cards = []
    for iccid in named:
        card_id, holding = held.get(iccid, (None, None)) if trust is Standing.VERIFIED else (None, None)
        relates = relation(holding, writer, trust)
        cards.append(
            tickets.NamedCard(
                iccid=iccid, card_id=card_id if relates is CardRelation.PROVEN else None, relation=relates
            )
        )
    original = message.forward or {}
    return Complaint(
        message=message,
        writer=writer,
        acts_for=account_of(writer, [held[iccid][1] for iccid in named if iccid in held]),
        standing=trust,
        cards=cards,
        category=categorise(
            original.get("subject") or message.subject,
            original.get("text") or message.reply_text,
            message.language,
            passed_on_with=original.get("forwarder_text") or "",
        ),
    )


def _cards_for(account_id: int | None, complaint: Complaint) -> list[tickets.NamedCard]:
    """The answer goes to the ticket's own correspondent: cards that somebody else proves his are not proven there."""
    message = complaint.message
    if message.sender_email == message.thread.correspondent and complaint.account_id == account_id:
        return list(complaint.cards)
    return [
        tickets.NamedCard(iccid=card.iccid, card_id=None, relation=CardRelation.UNPROVEN) for card in complaint.cards
    ]


def _open(complaints: Sequence[Complaint], at: datetime) -> None:
    opened = tickets.open_tickets(openings=[_opening(complaint) for complaint in complaints], by="desk", at=at)
    children.join_parents(ticket_ids=[ticket.id for ticket in opened], at=at)
    senders.mark_remembered(opened, [complaint.message for complaint in complaints], at=at)
    for complaint in complaints:
        message = complaint.message
        asks = complaint.category in ("presales", "dealer") and complaint.standing is Standing.UNKNOWN
        if asks and message.sender_email:
            note_prospect(
                email=message.sender_email, name=message.sender_name, language=_answer_language(complaint), at=at
            )


def _opening(complaint: Complaint) -> tickets.Opening:
    message, original = complaint.message, complaint.message.forward or {}
    asked = (original.get("text") or message.reply_text or message.text).strip()
    answer_language = _answer_language(complaint)
    language = message.language if message.forward else answer_language
    return tickets.Opening(
        message=message,
        account_id=complaint.account_id,
        category=complaint.category,
        subject=original.get("subject") or message.subject,
        snippet=" ".join(asked.split())[:SNIPPET_CHARACTERS],
        language=language,
        answer_language=answer_language,
        standing=complaint.standing,
        parties=_parties(complaint, language, answer_language),
        cards=complaint.cards,
    )


def _parties(complaint: Complaint, language: str, answer_language: str) -> list[tickets.NamedParty]:
    message, known = complaint.message, complaint.acts_for
    writer = tickets.NamedParty(
        role=PartyRole.FORWARDER if complaint.is_forward else PartyRole.REQUESTER,
        name=message.sender_name or (known.name if known else ""),
        email=message.sender_email,
        language=answer_language,
        known_as=known.kind if known and complaint.standing is Standing.VERIFIED else "",
    )
    if not message.forward:
        return [writer]
    sender = message.forward["sender"]
    end_user = tickets.NamedParty(
        role=PartyRole.END_USER,
        name=sender["name"] or "",
        email=(sender["email"] or "").lower(),
        language=language,
        known_as="",
    )
    return [writer, end_user]


def _answer_language(complaint: Complaint) -> str:
    """A forwarder is answered in the language he wrote above the forward, else in his own, else in the end user's.

    Of few words by somebody known, his own language is likelier than the one that they look like.
    """
    message, known = complaint.message, complaint.acts_for
    if not message.forward:
        said = message.reply_text or message.subject
        return detect_language(said, hint=known.language) if known and len(said) <= FEW_WORDS else message.language
    above = (message.forward.get("forwarder_text") or "").strip()
    own = known.language if known else message.language
    return detect_language(above, hint=own) if above else own
