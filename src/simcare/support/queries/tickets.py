"""The inbox and whole tickets, as plain values for pages, the API and the command line."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, QuerySet

from simcare.clocks.models import Clock
from simcare.diagnosis.models import Verdict
from simcare.messaging.models import Message
from simcare.messaging.queries import threads
from simcare.support.errors import NoSuchTicket
from simcare.support.models import Answer, Entry, Party, Ticket, TicketCard
from simcare.support.queries.filters import VIEWS, TicketFilter
from simcare.support.values import AnswerState, PartyRole

PAGE: Final = 50


@dataclass(frozen=True, kw_only=True)
class TicketLine:
    """A ticket as the inbox shows it: both people, the cards, the main verdict, the next promise."""

    id: int
    subject: str
    snippet: str
    state: str
    category: str
    channel: str
    standing: str
    language: str
    account_name: str
    requester: Party | None
    end_user: Party | None
    assignee: str
    iccids: Sequence[str]
    verdict: Verdict | None
    has_proposal: bool
    due_at: datetime | None
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A line of the timeline with the message it stands for, if any."""

    entry: Entry
    message: Message | None


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """Everything a person needs to answer a ticket."""

    ticket: Ticket
    parties: Sequence[Party]
    cards: Sequence[TicketCard]
    clocks: Sequence[Clock]
    timeline: Sequence[Moment]
    proposal: Answer | None
    last_answer: Answer | None
    verdict: Verdict | None = field(default=None)

    def party(self, *roles: PartyRole) -> Party | None:
        """The first party in one of these roles."""
        return next((party for party in self.parties if party.role in roles), None)

    @property
    def last_message_id(self) -> int:
        """The newest message on the timeline; 0 for none."""
        return max((moment.message.id for moment in self.timeline if moment.message), default=0)

    @property
    def requester(self) -> Party | None:
        """Who wrote to us: the forwarder of a complaint, else its requester."""
        return self.party(PartyRole.FORWARDER, PartyRole.REQUESTER)

    @property
    def end_user(self) -> Party | None:
        """Whose trouble it is, where somebody else wrote."""
        return self.party(PartyRole.END_USER)


def count_views(*, at: datetime, user_id: int | None = None) -> dict[str, int]:
    """How many tickets each view holds for this person."""
    counts = {name: Count("id", filter=view(user_id, at)) for name, view in VIEWS.items() if name != "all"}
    return Ticket.objects.aggregate(all=Count("id"), **counts)


def list_tickets(
    asked: TicketFilter, *, at: datetime, limit: int = PAGE, offset: int = 0, user_id: int | None = None
) -> list[TicketLine]:
    """The tickets of a filter, the nearest promise first."""
    found = Ticket.objects.filter(asked.q(me=user_id, at=at)).select_related("account", "assignee")
    latest_first = asked.view in ("solved", "all")
    order = ("-changed_at", "-id") if latest_first else (F("due_at").asc(nulls_last=True), "-id")
    return _lines(found.order_by(*order)[offset : offset + limit])


def lines_of(ticket_ids: Iterable[int]) -> list[TicketLine]:
    """Some tickets by their numbers, newest first."""
    return _lines(Ticket.objects.filter(id__in=ticket_ids).select_related("account", "assignee").order_by("-id"))


def tickets_of_card(card_id: int) -> list[TicketLine]:
    """The tickets that name a card."""
    return lines_of(TicketCard.objects.filter(card_id=card_id).values_list("ticket_id", flat=True)[:PAGE])


def tickets_of_account(account_id: int, limit: int = PAGE) -> list[TicketLine]:
    """The newest tickets of an account."""
    tickets = Ticket.objects.filter(account_id=account_id).select_related("account", "assignee")
    return _lines(tickets.order_by("-id")[:limit])


def get_view(ticket_id: int) -> TicketView:
    """One whole ticket. Raises NoSuchTicket."""
    ticket = Ticket.objects.select_related("account", "assignee", "thread").filter(id=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket(f"there is no ticket {ticket_id}")
    cards = list(
        TicketCard.objects.filter(ticket=ticket)
        .select_related("card__product", "card__account", "verdict")
        .order_by("id")
    )
    entries = list(Entry.objects.filter(ticket=ticket).order_by("at", "id"))
    messages = {message.id: message for message in threads.messages_of([ticket.thread_id])}
    answers = list(Answer.objects.filter(ticket=ticket).order_by("-id"))
    return TicketView(
        ticket=ticket,
        parties=list(Party.objects.filter(ticket=ticket).order_by("id")),
        cards=cards,
        clocks=list(Clock.objects.filter(subject=ticket.key).order_by("id")),
        timeline=[Moment(entry=entry, message=messages.get(entry.message_id or 0)) for entry in entries],
        proposal=next((answer for answer in answers if answer.state == AnswerState.PROPOSED), None),
        last_answer=next((answer for answer in answers if answer.state == AnswerState.SENT), None),
        verdict=next((card.verdict for card in cards if card.verdict), None),
    )


def as_json(view: TicketView) -> dict[str, Any]:
    """A ticket as `simcare tickets show` prints it (design §5)."""
    ticket, answer = view.ticket, view.proposal or view.last_answer
    return {
        "number": ticket.id,
        "channel": ticket.channel,
        "state": ticket.state,
        "category": ticket.category,
        "subject": ticket.subject,
        "requester": _person(view.end_user or view.requester),
        "forwarder": _person(view.party(PartyRole.FORWARDER)),
        "account": ticket.account and {"id": ticket.account.id, "name": ticket.account.name},
        "standing": ticket.standing,
        "cards": [_card(card) for card in view.cards],
        "language": ticket.language,
        "answer_language": ticket.answer_language,
        "opened_at": _at(ticket.opened_at),
        "due_at": _at(_first_due(view.clocks) or ticket.due_at),
        "verdict": _verdict(view.verdict),
        "proposed_answer": answer and answer.text,
        "answer": answer
        and {"state": answer.state, "audience": answer.audience, "language": answer.language, "reason": answer.reason},
        "messages": [_message(moment.message) for moment in view.timeline if moment.message],
    }


def _lines(tickets: QuerySet[Ticket]) -> list[TicketLine]:
    found = list(tickets)
    ids = [ticket.id for ticket in found]
    parties, cards = defaultdict(list), defaultdict(list)
    for party in Party.objects.filter(ticket_id__in=ids).order_by("id"):
        parties[party.ticket_id].append(party)
    for card in TicketCard.objects.filter(ticket_id__in=ids).select_related("verdict").order_by("id"):
        cards[card.ticket_id].append(card)
    proposed = set(
        Answer.objects.filter(ticket_id__in=ids, state=AnswerState.PROPOSED).values_list("ticket_id", flat=True)
    )
    return [
        TicketLine(
            id=ticket.id,
            subject=ticket.subject,
            snippet=ticket.snippet,
            state=ticket.state,
            category=ticket.category,
            channel=ticket.channel,
            standing=ticket.standing,
            language=ticket.language,
            account_name=ticket.account.name if ticket.account else "",
            requester=next((one for one in parties[ticket.id] if one.role != PartyRole.END_USER), None),
            end_user=next((one for one in parties[ticket.id] if one.role == PartyRole.END_USER), None),
            assignee=str(ticket.assignee) if ticket.assignee else "",
            iccids=[card.iccid for card in cards[ticket.id]],
            verdict=next((card.verdict for card in cards[ticket.id] if card.verdict), None),
            has_proposal=ticket.id in proposed,
            due_at=ticket.due_at,
            opened_at=ticket.opened_at,
            changed_at=ticket.changed_at,
        )
        for ticket in found
    ]


def _first_due(clocks: Sequence[Clock]) -> datetime | None:
    return next((clock.due_at for clock in clocks if clock.kind == "first"), None)


def _person(party: Party | None) -> dict[str, Any] | None:
    if party is None:
        return None
    return {
        "email": party.email,
        "name": party.name or None,
        "language": party.language,
        "known_as": party.known_as or None,
    }


def _card(card: TicketCard) -> dict[str, Any]:
    return {"iccid": card.iccid, "relation": card.relation, "verdict": _verdict(card.verdict)}


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    step = verdict.result["next_step"]
    return {
        "liable": verdict.liable_party,
        "suspected": verdict.suspected_party or None,
        "confidence": verdict.confidence,
        "findings": [{"code": one["code"], "severity": one["severity"]} for one in verdict.result["findings"]],
        "next_step": step and step["text"],
    }


def _message(message: Message) -> dict[str, Any]:
    sending = getattr(message, "sending", None)
    return {
        "at": _at(message.at),
        "direction": message.direction,
        "from": message.sender_email,
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
        "state": sending.state if sending else "received",
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
