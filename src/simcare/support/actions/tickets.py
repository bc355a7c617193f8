"""Tickets open, go on, wait, and close; each keeps the policy versions it began with and its promises on clocks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from simcare.clocks import actions as clocks
from simcare.clocks.models import Clock
from simcare.clocks.queries.terms import PREFIXES, TermsBook, versions
from simcare.clocks.values import Kind
from simcare.kernel import audit, outbox
from simcare.kernel.policy import Terms
from simcare.messaging.actions.outgoing import note_bounce
from simcare.messaging.actions.threads import adopt
from simcare.messaging.models import Message
from simcare.support.actions import offers, promises
from simcare.support.actions.states import put_state, touch
from simcare.support.errors import NoSuchTicket
from simcare.support.events import ExaminationWanted, TicketAssigned, TicketContinued, TicketOpened, TicketSolved
from simcare.support.models import Entry, Party, Ticket, TicketCard
from simcare.support.queries.queues import queues_at
from simcare.support.queries.wholes import parts_of
from simcare.support.rules.queueing import Facts, Queues
from simcare.support.values import CardRelation, EntryKind, PartyRole, Standing, TicketState

PROMISED_AT_OPENING: tuple[Kind, ...] = ("first", "resolution")


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
        raise NoSuchTicket
    return ticket


def find_ticket(subject: str) -> Ticket | None:
    """The ticket that a clock's subject names; None for what is no ticket."""
    kind, _, number = subject.partition(":")
    return Ticket.objects.filter(id=int(number)).first() if kind == "ticket" else None


def find_by_thread(thread_id: int) -> Ticket | None:
    """The ticket a thread belongs to: with its customer, or with the supplier of a device on it."""
    return (
        Ticket.objects.filter(thread_id=thread_id).first()
        or Ticket.objects.filter(packs__message__thread_id=thread_id).first()
    )


def by_thread(thread_ids: Iterable[int]) -> dict[int, Ticket]:
    """The tickets that threads belong to; a thread without one is not in the answer."""
    found = Ticket.objects.filter(thread_id__in=thread_ids)
    return {ticket.thread_id: ticket for ticket in found if ticket.thread_id is not None}


@transaction.atomic
def open_tickets(*, openings: Sequence[Opening], by: str, at: datetime) -> list[Ticket]:
    """Requests come into the inbox, each in the queue that fits it first.

    First response and resolution are promised from when our server accepted them.
    """
    book, queues = TermsBook(opening.account_id for opening in openings), queues_at(at)
    promised = [_promised(book, opening) for opening in openings]
    clocks_to_start = [_clocks(opening, terms, by) for opening, terms in zip(openings, promised, strict=True)]
    tickets = Ticket.objects.bulk_create(
        _ticket(opening, started[0], terms, queues, at)
        for opening, started, terms in zip(openings, clocks_to_start, promised, strict=True)
    )
    opened = list(zip(tickets, openings, strict=True))
    for ticket, started in zip(tickets, clocks_to_start, strict=True):
        for clock in started:
            clock.subject = ticket.key
    clocks.start_all([clock for started in clocks_to_start for clock in started])
    adopt([(opening.message.thread, f"#{ticket.id}", ticket.account_id) for ticket, opening in opened])
    Party.objects.bulk_create(_party(ticket, party) for ticket, opening in opened for party in opening.parties)
    TicketCard.objects.bulk_create(_card(ticket, card) for ticket, opening in opened for card in opening.cards)
    Entry.objects.bulk_create(_first_entry(ticket, opening.message) for ticket, opening in opened)
    outbox.publish_many((TicketOpened(ticket_id=ticket.id), ticket.key, ticket.account_id) for ticket in tickets)
    return tickets


@transaction.atomic
def continue_(*, ticket: Ticket, message: Message, cards: Sequence[NamedCard], by: str, at: datetime) -> None:
    """The correspondent writes again: the ticket is open, and the next response is promised."""
    if not _add_message(ticket, message):
        return
    added = _add_cards(ticket, cards)
    if ticket.own == TicketState.WAITING:
        clocks.resume(subject=ticket.key, at=at, by=by)
    if not clocks.is_running(ticket.key, "first"):
        promises.promise(ticket, "next", by=by, at=message.at)
    promises.promise(ticket, "resolution", by=by, at=message.at)
    put_state(ticket, TicketState.OPEN)
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
    for part in parts_of(ticket):
        promises.hold(part, reason, by=by, at=at)
    _move(ticket, TicketState.WAITING, by, at)


@transaction.atomic
def solve(*, ticket_id: int, by: str, at: datetime) -> None:
    """The matter is settled; a later message opens the ticket again."""
    ticket = get_ticket(ticket_id, lock=True)
    for part in parts_of(ticket):
        clocks.answer(subject=part.key, kinds=("next", "resolution"), at=at, by=by)
    _move(ticket, TicketState.SOLVED, by, at)
    outbox.publish(TicketSolved(ticket_id=ticket.id, by=by), subject=ticket.key, account_id=ticket.account_id)


@transaction.atomic
def reopen(*, ticket_id: int, by: str, at: datetime) -> None:
    """Somebody takes it up again; the next response is promised from now."""
    ticket = get_ticket(ticket_id, lock=True)
    for kind in ("next", "resolution"):
        promises.promise(ticket, kind, by=by, at=at)
    _move(ticket, TicketState.OPEN, by, at)


def reopen_for(ticket: Ticket, *, by: str, at: datetime) -> None:
    """It is our turn again, and no new promise is made: those that stood still go on."""
    _move(ticket, TicketState.OPEN, by, at)


@transaction.atomic
def assign(*, ticket_id: int, assignee_id: int | None, by: str, at: datetime) -> None:
    """From now on this person looks after it; nobody when None."""
    ticket = get_ticket(ticket_id, lock=True)
    before = ticket.assignee_id
    Ticket.objects.filter(id=ticket.id).update(assignee_id=assignee_id)
    offers.settle(ticket_id=ticket.id, assignee_id=assignee_id, at=at)
    add_entry(ticket, kind=EntryKind.ACTION, text="assigned", data={"from": before, "to": assignee_id}, by=by, at=at)
    outbox.publish(
        TicketAssigned(ticket_id=ticket.id, assignee_id=assignee_id or 0, by=by),
        subject=ticket.key,
        account_id=ticket.account_id,
    )


@transaction.atomic
def want_examination(*, card_id: int, ticket_id: int = 0, account_id: int | None = None, by: str, at: datetime) -> None:
    """Have a card read at its operator and judged anew; on a ticket, its answer is made anew too.

    `account_id`: of the account that wants it; None when the provider's people do.
    """
    subject = f"card:{card_id}"
    if ticket_id:
        ticket = get_ticket(ticket_id, lock=True)
        add_entry(ticket, kind=EntryKind.ACTION, text="examination_wanted", by=by, at=at)
        subject = ticket.key
    outbox.publish(ExaminationWanted(card_id=card_id, ticket_id=ticket_id), subject=subject, account_id=account_id)


def add_entry(
    ticket: Ticket,
    *,
    kind: EntryKind,
    text: str,
    by: str,
    at: datetime,
    data: dict[str, object] | None = None,
    message: Message | None = None,
) -> Entry:
    """One more line of the timeline."""
    entry = Entry.objects.create(
        ticket=ticket,
        account_id=ticket.account_id,
        kind=kind,
        text=text,
        data=data or {},
        by=by,
        at=at,
        message=message,
    )
    touch(ticket, at)
    return entry


def _move(ticket: Ticket, state: TicketState, by: str, at: datetime) -> None:
    """A whole moves with all its parts; taken up again is the whole alone."""
    before = ticket.state
    moved = [ticket] if state == TicketState.OPEN else [*parts_of(ticket)[1:], ticket]
    for part in moved:
        put_state(part, state)
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


def _promised(book: TermsBook, opening: Opening) -> dict[Kind, Terms]:
    """Everything promised on this ticket, later responses too: it keeps these versions to its end."""
    account_id, at = opening.account_id, opening.message.at
    channel = promises.channel_of(opening.category, opening.standing, opening.message.thread.channel)
    return {
        kind: book.find(kind=kind, channel=channel, account_id=account_id, at=at) for kind in PREFIXES if kind != "task"
    }


def _clocks(opening: Opening, terms: Mapping[Kind, Terms], by: str) -> list[Clock]:
    return [
        clocks.prepared(
            subject="", kind=kind, terms=terms[kind], account_id=opening.account_id, at=opening.message.at, by=by
        )
        for kind in PROMISED_AT_OPENING
    ]


def _ticket(opening: Opening, first: Clock, terms: Mapping[Kind, Terms], queues: Queues, at: datetime) -> Ticket:
    return Ticket(
        account_id=opening.account_id,
        thread=opening.message.thread,
        channel=opening.message.thread.channel,
        category=opening.category,
        subject=opening.subject or "",
        snippet=opening.snippet,
        queue=queues.place(_facts(opening)),
        language=opening.language,
        answer_language=opening.answer_language,
        standing=opening.standing,
        opened_at=opening.message.at,
        changed_at=at,
        due_at=first.due_at,
        policy_versions=versions(terms.values()),
    )


def _facts(opening: Opening) -> Facts:
    return Facts(
        category=opening.category,
        language=opening.language,
        account=str(opening.account_id or ""),
        channel=opening.message.thread.channel,
        addresses=[str(address) for address in opening.message.to],
    )


def _party(ticket: Ticket, party: NamedParty) -> Party:
    return Party(
        ticket=ticket,
        account_id=ticket.account_id,
        role=party.role,
        name=party.name,
        email=party.email,
        language=party.language,
        known_as=party.known_as,
    )


def _card(ticket: Ticket, card: NamedCard) -> TicketCard:
    return TicketCard(
        ticket=ticket, account_id=ticket.account_id, iccid=card.iccid, card_id=card.card_id, relation=card.relation
    )


def _first_entry(ticket: Ticket, message: Message) -> Entry:
    return Entry(
        ticket=ticket,
        account_id=ticket.account_id,
        kind=EntryKind.MESSAGE,
        message=message,
        at=message.at,
        by=message.by or message.sender_email,
    )


def _add_cards(ticket: Ticket, cards: Sequence[NamedCard]) -> list[TicketCard]:
    """Cards not yet on the ticket."""
    known = set(TicketCard.objects.filter(ticket=ticket).values_list("iccid", flat=True))
    return TicketCard.objects.bulk_create(_card(ticket, card) for card in cards if card.iccid not in known)
