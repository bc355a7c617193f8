"""A message becomes a ticket, or continues one: people known, cards found, clocks running.

Only the database is touched here, so that a flood of mail never waits for an operator; the cards are examined
afterwards (flows.investigation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from simcare.accounts.actions import note_prospect
from simcare.accounts.queries import acquaintances_by_email
from simcare.accounts.values import Acquaintance
from simcare.cards.queries import fleet, iccids_in
from simcare.messaging.models import Message
from simcare.messaging.queries import categorise, detect_language, threads
from simcare.support.actions import tickets
from simcare.support.rules.standing import Holding, account_of, relation, standing
from simcare.support.values import CardRelation, PartyRole, Standing

SNIPPET_CHARACTERS = 160


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


def receive(*, message_id: int, at: datetime) -> None:
    """Open a ticket for this message, or put it on the timeline of the one its thread belongs to. Repeatable."""
    message = threads.get_message(message_id)
    ticket = tickets.find_by_thread(message.thread_id)
    if message.kind != "message":
        tickets.note_machine_mail(ticket=ticket, message=message, at=at)
    elif ticket is None:
        _open(_understand(message), at)
    else:
        cards = _understand(message).cards if message.sender_email == message.thread.correspondent else []
        tickets.continue_(ticket=ticket, message=message, cards=cards, by=message.sender_email, at=at)


def _understand(message: Message) -> Complaint:
    original = message.forward or {}
    writer = acquaintances_by_email([message.sender_email]).get(message.sender_email, [])
    trust = standing(writer, authentic=message.authenticity == "verified")
    texts = [message.subject, message.text, *threads.text_attachments(message.id)]
    named = iccids_in([*texts, original.get("subject") or "", original.get("text") or ""])
    known = fleet.by_iccid(named) if trust is Standing.VERIFIED else {}
    contacts = fleet.contacts_of(card.id for card in known.values())
    holdings = {
        iccid: Holding(card.account_id, frozenset(contacts.get(card.id, set()))) for iccid, card in known.items()
    }
    cards = []
    for iccid in named:
        relates = relation(holdings.get(iccid), writer, trust)
        card = known.get(iccid) if relates is CardRelation.PROVEN else None
        cards.append(tickets.NamedCard(iccid=iccid, card_id=card.id if card else None, relation=relates))
    return Complaint(
        message=message,
        writer=writer,
        acts_for=account_of(writer, list(holdings.values())),
        standing=trust,
        cards=cards,
        category=categorise(
            original.get("subject") or message.subject,
            original.get("text") or message.reply_text,
            message.language,
            passed_on_with=original.get("forwarder_text") or "",
        ),
    )


def _open(complaint: Complaint, at: datetime) -> None:
    message, original = complaint.message, complaint.message.forward or {}
    asked = (original.get("text") or message.reply_text or message.text).strip()
    language = message.language
    answer_language = _answer_language(complaint)
    tickets.open_ticket(
        opening=tickets.Opening(
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
        ),
        by="desk",
        at=at,
    )
    if complaint.standing is Standing.UNKNOWN and complaint.category in ("presales", "dealer") and message.sender_email:
        note_prospect(email=message.sender_email, name=message.sender_name, language=answer_language, at=at)


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
    """A forwarder is answered in the language he wrote above the forward, else in his own, else in the end user's."""
    message, known = complaint.message, complaint.acts_for
    if not message.forward:
        return message.language
    above = (message.forward.get("forwarder_text") or "").strip()
    own = known.language if known else message.language
    return detect_language(above, hint=own) if above else own
