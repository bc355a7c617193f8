"""Whole tickets, as plain values for pages, the API and the command line. A page reads the end of a long timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Max

from simcare.clocks.models import Clock
from simcare.diagnosis.models import Verdict
from simcare.messaging.models import Message
from simcare.messaging.queries import threads
from simcare.support.errors import NoSuchTicket
from simcare.support.models import Answer, Entry, Party, Ticket, TicketCard
from simcare.support.queries.places import BY_TIME
from simcare.support.values import AnswerState, PartyRole

TIMELINE: Final = 50
"""Entries of a timeline that a ticket opens with, the latest ones."""


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
    last_message_id: int = 0
    """The newest message on the whole timeline; 0 for none."""
    earlier_place: str = ""
    """Where the entries before those of `timeline` end; empty when there are none."""

    def party(self, *roles: PartyRole) -> Party | None:
        """The first party in one of these roles."""
        return next((party for party in self.parties if party.role in roles), None)

    @property
    def requester(self) -> Party | None:
        """Who wrote to us: the forwarder of a complaint, else its requester."""
        return self.party(PartyRole.FORWARDER, PartyRole.REQUESTER)

    @property
    def end_user(self) -> Party | None:
        """Whose trouble it is, where somebody else wrote."""
        return self.party(PartyRole.END_USER)


def get_view(ticket_id: int, *, before: str = "", limit: int | None = None) -> TicketView:
    """One ticket with its timeline: all of it, or the last `limit` entries before a place. Raises NoSuchTicket."""
    ticket = Ticket.objects.select_related("account", "assignee", "thread").filter(id=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket(f"there is no ticket {ticket_id}")
    cards = list(
        TicketCard.objects.filter(ticket=ticket)
        .select_related("card__product", "card__account", "verdict")
        .defer("verdict__bundle")
        .order_by("id")
    )
    entries, earlier_place = _entries_before(ticket.id, before, limit)
    answers = _standing_answers(ticket.id)
    return TicketView(
        ticket=ticket,
        parties=list(Party.objects.filter(ticket=ticket).order_by("id")),
        cards=cards,
        clocks=list(Clock.objects.filter(subject=ticket.key).order_by("id")),
        timeline=_moments(entries),
        proposal=answers.get(AnswerState.PROPOSED),
        last_answer=answers.get(AnswerState.SENT),
        verdict=next((card.verdict for card in cards if card.verdict), None),
        last_message_id=Entry.objects.filter(ticket=ticket).aggregate(last=Max("message_id"))["last"] or 0,
        earlier_place=earlier_place,
    )


def find_assignee(ticket_id: int) -> int | None:
    """Whose ticket it is; None when it is nobody's, or not there."""
    return Ticket.objects.filter(id=ticket_id).values_list("assignee_id", flat=True).first()


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


def _entries_before(ticket_id: int, place: str, limit: int | None) -> tuple[list[Entry], str]:
    """The last entries before a place, in their order, and the place where the earlier ones end."""
    entries = BY_TIME.after(Entry.objects.filter(ticket_id=ticket_id).order_by("-at", "-id"), place)
    if limit is None:
        return list(entries)[::-1], ""
    found = list(entries[: limit + 1])
    shown = found[:limit]
    return shown[::-1], BY_TIME.place_of(shown[-1]) if len(found) > limit else ""


def _moments(entries: Sequence[Entry]) -> list[Moment]:
    messages = threads.messages_by_id(entry.message_id for entry in entries if entry.message_id)
    return [Moment(entry=entry, message=messages.get(entry.message_id or 0)) for entry in entries]


def _standing_answers(ticket_id: int) -> dict[str, Answer]:
    """The proposal that stands and the answer sent last."""
    standing = Answer.objects.filter(ticket_id=ticket_id, state__in=(AnswerState.PROPOSED, AnswerState.SENT))
    return {answer.state: answer for answer in standing.order_by("id")}


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
