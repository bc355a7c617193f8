"""Tickets open, go on, wait, and close; each keeps the policy versions it began with and its promises on clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from simcare.clocks import actions as clocks
from simcare.clocks.queries.promises import next_promise
from simcare.kernel import audit, outbox, policy
from simcare.messaging.actions.outgoing import note_bounce
from simcare.messaging.actions.threads import adopt
from simcare.messaging.models import Message
from simcare.support.errors import NoSuchTicket
from simcare.support.events import ExaminationWanted, TicketContinued, TicketOpened, TicketUpdated
from simcare.support.models import Entry, Party, Ticket, TicketCard
from simcare.support.values import CardRelation, EntryKind, PartyRole, Standing, TicketState

FIRST_RESPONSE_POLICY = {"email": "first_response.email", "chat": "first_response.chat"}


@dataclass(frozen=True, kw_only=True)
class NamedCard:
    """A card that a message names; `card_id` only where the sender may hear about it."""

    iccid: str
    card_id: int | None
    relation: CardRelation


@dataclass(frozen=True, kw_only=True)
class NamedParty:
    """A person on a ticket to be."""

    role: PartyRole
    name: str
    email: str
    language: str
    known_as: str


@dataclass(frozen=True, kw_only=True)
class Opening:
    """All that a new ticket begins with."""

    message: Message
    account_id: int | None
    category: str
    subject: str
    snippet: str
    language: str
    answer_language: str
    standing: Standing
    parties: Sequence[NamedParty]
    cards: Sequence[NamedCard]


def get_ticket(ticket_id: int, *, lock: bool = False) -> Ticket:
    """One ticket. Raises NoSuchTicket."""
    tickets = Ticket.objects.select_for_update(of=("self",)) if lock else Ticket.objects
    ticket = tickets.filter(id=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket(f"there is no ticket {ticket_id}")
    return ticket


def find_by_thread(thread_id: int) -> Ticket | None:
    """The ticket a thread belongs to."""
    return Ticket.objects.filter(thread_id=thread_id).first()


@transaction.atomic
def open_ticket(*, opening: Opening, by: str, at: datetime) -> Ticket:
    """A request comes into the inbox; its first-response clock starts when our server accepted the message."""
    message = opening.message
    terms = policy.terms(_first_response_policy(opening), message.at)
    ticket = Ticket.objects.create(
        account_id=opening.account_id,
        thread_id=message.thread_id,
        channel=message.thread.channel,
        category=opening.category,
        subject=opening.subject or "",
        snippet=opening.snippet,
        language=opening.language,
        answer_language=opening.answer_language,
        standing=opening.standing,
        opened_at=message.at,
        changed_at=at,
        policy_versions={terms.name: terms.version},
    )
    adopt(thread_id=message.thread_id, tag=f"#{ticket.id}", account_id=ticket.account_id)
    Party.objects.bulk_create(
        Party(
            ticket=ticket,
            account_id=ticket.account_id,
            role=party.role,
            name=party.name,
            email=party.email,
            language=party.language,
            known_as=party.known_as,
        )
        for party in opening.parties
    )
    _add_cards(ticket, opening.cards)
    _add_message(ticket, message)
    clock = clocks.start(
        subject=ticket.key, kind="first", terms=terms, account_id=ticket.account_id, at=message.at, by=by
    )
    Ticket.objects.filter(id=ticket.id).update(due_at=clock.due_at)
    outbox.publish(TicketOpened(ticket_id=ticket.id), subject=ticket.key, account_id=ticket.account_id)
    return ticket


@transaction.atomic
def continue_(*, ticket: Ticket, message: Message, cards: Sequence[NamedCard], by: str, at: datetime) -> None:
    """The correspondent writes again: the ticket is open, and the next response is promised."""
    if not _add_message(ticket, message):
        return
    added = _add_cards(ticket, cards)
    if ticket.state == TicketState.WAITING:
        clocks.resume(subject=ticket.key, at=at, by=by)
    if not clocks.is_running(ticket.key, "first"):
        terms = policy.terms("next_response.email", message.at)
        clocks.start(subject=ticket.key, kind="next", terms=terms, account_id=ticket.account_id, at=message.at, by=by)
    Ticket.objects.filter(id=ticket.id).update(state=TicketState.OPEN)
    touch(ticket, at)
    outbox.publish(
        TicketContinued(ticket_id=ticket.id, message_id=message.id, names_new_cards=bool(added)),
        subject=ticket.key,
        account_id=ticket.account_id,
    )


@transaction.atomic
def note_machine_mail(*, ticket: Ticket | None, message: Message, at: datetime) -> None:
    """A bounce or automatic reply opens nothing and is answered by nobody; it stands on the timeline it belongs to."""
    if message.kind == "bounce":
        for recipient in message.undelivered:
            bounced = note_bounce(recipient=recipient, answer=message.subject, at=at)
            ticket = ticket or (find_by_thread(bounced.thread_id) if bounced else None)
    if ticket and _add_message(ticket, message):
        touch(ticket, at)


@transaction.atomic
def wait(*, ticket_id: int, reason: str, by: str, at: datetime) -> None:
    """It is the customer's turn: the next and resolution clocks pause, the first never does."""
    ticket = get_ticket(ticket_id, lock=True)
    clocks.pause(subject=ticket.key, reason=reason, at=at, by=by)
    _move(ticket, TicketState.WAITING, by, at)


@transaction.atomic
def solve(*, ticket_id: int, by: str, at: datetime) -> None:
    """The matter is settled; a later message opens the ticket again."""
    ticket = get_ticket(ticket_id, lock=True)
    clocks.answer(subject=ticket.key, kinds=("next", "resolution"), at=at, by=by)
    _move(ticket, TicketState.SOLVED, by, at)


@transaction.atomic
def reopen(*, ticket_id: int, by: str, at: datetime) -> None:
    """Somebody takes it up again; the next response is promised from now."""
    ticket = get_ticket(ticket_id, lock=True)
    terms = policy.terms("next_response.email", at)
    clocks.start(subject=ticket.key, kind="next", terms=terms, account_id=ticket.account_id, at=at, by=by)
    _move(ticket, TicketState.OPEN, by, at)


@transaction.atomic
def assign(*, ticket_id: int, assignee_id: int | None, by: str, at: datetime) -> None:
    """From now on this person looks after it; nobody when None."""
    ticket = get_ticket(ticket_id, lock=True)
    before = ticket.assignee_id
    Ticket.objects.filter(id=ticket.id).update(assignee_id=assignee_id)
    add_entry(ticket, kind=EntryKind.ACTION, text="assigned", data={"from": before, "to": assignee_id}, by=by, at=at)


@transaction.atomic
def note(*, ticket_id: int, text: str, by: str, at: datetime) -> Entry:
    """A remark among colleagues; nobody outside ever sees it."""
    return add_entry(get_ticket(ticket_id), kind=EntryKind.NOTE, text=text, by=by, at=at)


@transaction.atomic
def want_examination(*, card_id: int, ticket_id: int = 0, by: str, at: datetime) -> None:
    """Have a card read at its operator and judged anew; on a ticket, its answer is made anew too."""
    subject = f"card:{card_id}"
    if ticket_id:
        ticket = get_ticket(ticket_id, lock=True)
        add_entry(ticket, kind=EntryKind.ACTION, text="examination_wanted", by=by, at=at)
        subject = ticket.key
    outbox.publish(ExaminationWanted(card_id=card_id, ticket_id=ticket_id), subject=subject)


def _first_response_policy(opening: Opening) -> str:
    """A dealer application has a promise of its own (I.4); everything else has that of its channel."""
    if opening.category == "dealer" and opening.standing is Standing.UNKNOWN:
        return "first_response.dealer"
    return FIRST_RESPONSE_POLICY[opening.message.thread.channel]


def add_entry(
    ticket: Ticket, *, kind: EntryKind, text: str, by: str, at: datetime, data: dict[str, object] | None = None
) -> Entry:
    """One more line of the timeline."""
    entry = Entry.objects.create(
        ticket=ticket, account_id=ticket.account_id, kind=kind, text=text, data=data or {}, by=by, at=at
    )
    touch(ticket, at)
    return entry


def touch(ticket: Ticket, at: datetime) -> None:
    """The ticket is different now: its next promise is read again, and live pages are told."""
    Ticket.objects.filter(id=ticket.id).update(
        changed_at=at, revision=F("revision") + 1, due_at=next_promise(ticket.key)
    )
    outbox.publish(TicketUpdated(ticket_id=ticket.id), subject=ticket.key, account_id=ticket.account_id)


def _move(ticket: Ticket, state: TicketState, by: str, at: datetime) -> None:
    before = ticket.state
    Ticket.objects.filter(id=ticket.id).update(state=state)
    add_entry(ticket, kind=EntryKind.ACTION, text="state", data={"from": before, "to": state}, by=by, at=at)
    audit.record(
        "ticket.moved",
        by=by,
        at=at,
        subject=ticket.key,
        account_id=ticket.account_id,
        before={"state": before},
        after={"state": state},
    )


def _add_message(ticket: Ticket, message: Message) -> bool:
    _, is_new = Entry.objects.get_or_create(
        ticket=ticket,
        message=message,
        defaults={
            "account_id": ticket.account_id,
            "kind": EntryKind.MESSAGE,
            "at": message.at,
            "by": message.by or message.sender_email,
        },
    )
    return is_new


def _add_cards(ticket: Ticket, cards: Sequence[NamedCard]) -> list[TicketCard]:
    """Cards not yet on the ticket. The answer goes to the ticket's account, so a card of another one is not proven."""
    known = set(TicketCard.objects.filter(ticket=ticket).values_list("iccid", flat=True))
    return TicketCard.objects.bulk_create(
        TicketCard(
            ticket=ticket,
            account_id=ticket.account_id,
            iccid=card.iccid,
            card_id=card.card_id,
            relation=card.relation,
        )
        for card in cards
        if card.iccid not in known
    )
