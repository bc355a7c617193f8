"""Whole tickets, as plain values for pages, the API and the command line. A page reads the end of a long timeline."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Max, QuerySet

from simcare.clocks.models import Clock
from simcare.clocks.queries.promises import clocks_of
from simcare.diagnosis.models import Verdict
from simcare.kernel.asking import Asked
from simcare.kernel.statements import kept_statement
from simcare.messaging.models import Message
from simcare.messaging.queries import threads
from simcare.support.errors import NoSuchTicket
from simcare.support.models import Answer, Entry, Party, Ticket, TicketCard
from simcare.support.queries.places import BY_TIME
from simcare.support.queries.wholes import numbers_of, once, whole_of
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
    parts: Sequence[Ticket]
    """The ticket itself and those merged into it."""
    parties: Sequence[Party]
    cards: Sequence[TicketCard]
    clocks: Sequence[Clock]
    timeline: Sequence[Moment]
    proposals: Mapping[int, Answer]
    """What the desk would write, by the part whose correspondent would get it."""
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
    def proposal(self) -> Answer | None:
        """What the desk would write to the ticket's own correspondent."""
        return self.proposals.get(self.ticket.id)

    @property
    def requester(self) -> Party | None:
        """Who wrote to us: the forwarder of a complaint, else its requester."""
        return self.party(PartyRole.FORWARDER, PartyRole.REQUESTER)

    @property
    def end_user(self) -> Party | None:
        """Whose trouble it is, where somebody else wrote."""
        return self.party(PartyRole.END_USER)


def numbers_by_thread(thread_ids: Iterable[int]) -> dict[int, int]:
    """The numbers of the tickets that threads belong to."""
    return dict(Ticket.objects.filter(thread_id__in=thread_ids).values_list("thread_id", "id"))


def get_view(ticket_id: int, *, before: str = "", limit: int | None = None) -> TicketView:
    """One ticket with its timeline: all of it, or the last `limit` entries before a place.

    It is read with all its parts; the number of a part leads to its whole. Raises NoSuchTicket.
    """
    parts = _parts(ticket_id)
    ticket, numbers = parts[0], [part.id for part in parts]
    cards, people, answers = cards_on(numbers), people_on(numbers), standing_answers(numbers)
    entries, earlier_place = _entries_before(numbers, before, limit)
    return TicketView(
        ticket=ticket,
        parts=parts,
        parties=once(people, lambda party: (party.role, party.email), of=ticket.id),
        cards=once(cards, lambda card: card.iccid, of=ticket.id),
        clocks=_promises(parts),
        timeline=_moments(entries),
        proposals={one.ticket_id: one for one in answers if one.state == AnswerState.PROPOSED},
        last_answer=next((one for one in answers if one.state == AnswerState.SENT), None),
        verdict=next((card.verdict for card in cards if card.verdict), None),
        last_message_id=_last_message_id(numbers, entries, is_whole=not before and not earlier_place),
        earlier_place=earlier_place,
    )


def ask_parts(ticket_id: int, *, most: int) -> Iterator[Asked[Any]]:
    """What `get_view` asks of a ticket that stands alone, not asked yet."""
    yield from (each.of([ticket_id]) for each in (numbered, cards_on, people_on, standing_answers))
    yield latest_entries.of([ticket_id], most=most + 1)


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


def _parts(ticket_id: int) -> list[Ticket]:
    asked = next(iter(numbered([ticket_id])), None)
    if asked is None:
        raise NoSuchTicket
    if asked.is_alone:
        return [asked]
    numbers = numbers_of(whole_of(asked))
    found = {ticket.id: ticket for ticket in numbered(numbers)}
    return [found[number] for number in numbers]


@kept_statement
def numbered(numbers: list[int]) -> QuerySet[Ticket]:
    return Ticket.objects.filter(id__in=numbers).select_related("account", "assignee", "thread")


@kept_statement
def cards_on(numbers: list[int]) -> QuerySet[TicketCard]:
    cards = TicketCard.objects.filter(ticket_id__in=numbers).order_by("id")
    return cards.select_related("card__product", "card__account", "verdict").defer("verdict__bundle")


@kept_statement
def people_on(numbers: list[int]) -> QuerySet[Party]:
    return Party.objects.filter(ticket_id__in=numbers).order_by("id")


@kept_statement
def standing_answers(numbers: list[int]) -> QuerySet[Answer]:
    """The proposals that stand and what was sent, the latest first."""
    standing = Answer.objects.filter(ticket_id__in=numbers, state__in=(AnswerState.PROPOSED, AnswerState.SENT))
    return standing.order_by("-id")


@kept_statement
def latest_entries(numbers: list[int], *, most: int) -> QuerySet[Entry]:
    return Entry.objects.filter(ticket_id__in=numbers).order_by("-at", "-id")[:most]


def _entries_before(numbers: list[int], place: str, limit: int | None) -> tuple[list[Entry], str]:
    """The last entries before a place, in their order, and the place where the earlier ones end."""
    entries = BY_TIME.after(Entry.objects.filter(ticket_id__in=numbers).order_by("-at", "-id"), place)
    if limit is None:
        return list(entries)[::-1], ""
    found = list(entries[: limit + 1]) if place else latest_entries(numbers, most=limit + 1)
    shown = found[:limit]
    return shown[::-1], BY_TIME.place_of(shown[-1]) if len(found) > limit else ""


def _last_message_id(numbers: list[int], entries: Sequence[Entry], *, is_whole: bool) -> int:
    """The newest message; asked for only where the entries at hand are not all there are."""
    if is_whole:
        return max((entry.message_id or 0 for entry in entries), default=0)
    return Entry.objects.filter(ticket_id__in=numbers).aggregate(last=Max("message_id"))["last"] or 0


def _moments(entries: Sequence[Entry]) -> list[Moment]:
    messages = threads.messages_by_id([entry.message_id for entry in entries if entry.message_id])
    return [Moment(entry=entry, message=messages.get(entry.message_id or 0)) for entry in entries]


def _promises(parts: Sequence[Ticket]) -> list[Clock]:
    """The clocks of a whole, each promise once: a split-off part carries those of the ticket it came from."""
    clocks = clocks_of([part.key for part in parts])
    if len(parts) == 1:
        return clocks
    running_first = sorted(clocks, key=lambda clock: (clock.answered_at is not None, clock.id))
    kept = once(running_first, lambda clock: (clock.kind, clock.opened_at))
    return sorted(kept, key=lambda clock: clock.id)


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
