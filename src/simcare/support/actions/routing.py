"""Giving waiting tickets to people: one look at everything that waits, often, by one process at a time.

A look first takes back what was not looked at in time, or is with somebody who left; then it gives what waits to
whoever the rules choose. Each ticket tells on its timeline to whom it went and why.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from simcare.kernel import outbox
from simcare.support.actions.offers import lapse
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.events import TicketAssigned
from simcare.support.models import Agent, Answer, Offer, Ticket
from simcare.support.queries.queues import queues_at
from simcare.support.queries.team import count_open, last_given, online_ids
from simcare.support.rules.queueing import Queues
from simcare.support.rules.routing import NEVER, Candidate, Choice, Waiting, distribute
from simcare.support.values import EntryKind, OfferOutcome, RoutingMode, TicketState

AT_ONCE: Final = 200
FIRST_LOOK: Final = timedelta(seconds=30)
"""The desk itself reads a mail first; it is given to people once that has an answer, or after this long."""
LEFT_ALONE: Final = timedelta(hours=1)
"""A promise due within this time is not left with somebody who is not there."""
MOST_PASSED: Final = 20
_LOCK: Final = 0x51AC_0001


@transaction.atomic
def look(*, at: datetime) -> int:
    """Take back and give what can be; returns how many tickets moved. One process looks at a time."""
    if not _alone():
        return 0
    online = online_ids(at)
    moved = _take_back(_unanswered(at, online), at) + _release(_abandoned(at, online), at)
    team = _team(online, at)
    if not any(one.has_room() for one in team):
        return moved
    choices = distribute(_waiting(queues_at(at), at), team, at)
    return moved + sum(_give(choice, at) for choice in choices)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unanswered(at: datetime, online: set[int]) -> list[tuple[Offer, OfferOutcome]]:
    """Offers whose time is over, or whose person left or is away now."""
    away = Agent.objects.filter(takes_tickets=False).values("user_id")
    open_offers = Offer.objects.filter(outcome="").select_related("ticket")
    over = open_offers.filter(Q(lapses_at__lte=at) | Q(user_id__in=away) | ~Q(user_id__in=online))
    return [(offer, OfferOutcome.LAPSED if offer.lapses_at <= at else OfferOutcome.LEFT) for offer in over[:AT_ONCE]]


def _take_back(unanswered: Iterable[tuple[Offer, OfferOutcome]], at: datetime) -> int:
    taken = 0
    for offer, outcome in unanswered:
        ticket = get_ticket(offer.ticket_id, lock=True)
        if not lapse(offer, outcome, at):
            continue
        if ticket.assignee_id == offer.user_id:
            _assign(ticket, None)
            add_entry(
                ticket, kind=EntryKind.ACTION, text="passed_on", data={"from": offer.user_id, "why": outcome},
                by="desk", at=at,
            )  # fmt: skip
            taken += 1
    return taken


def _abandoned(at: datetime, online: set[int]) -> QuerySet[Ticket]:
    """Open tickets in danger whose agent is not there."""
    agents = Agent.objects.exclude(user_id__in=online).values("user_id")
    mine = Ticket.objects.filter(state=TicketState.OPEN, snoozed_until=None, assignee__in=agents)
    return mine.filter(due_at__lte=at + LEFT_ALONE).exclude(offers__outcome="").order_by("due_at")[:AT_ONCE]


def _release(tickets: Iterable[Ticket], at: datetime) -> int:
    released = 0
    for found in tickets:
        ticket = get_ticket(found.id, lock=True)
        if ticket.assignee_id != found.assignee_id or ticket.state != TicketState.OPEN:
            continue
        _assign(ticket, None)
        said: dict[str, object] = {"from": found.assignee_id, "why": "not_there"}
        add_entry(ticket, kind=EntryKind.ACTION, text="passed_on", data=said, by="desk", at=at)
        released += 1
    return released


def _team(online: set[int], at: datetime) -> list[Candidate]:
    agents = list(Agent.objects.filter(takes_tickets=True, user_id__in=online, user__is_active=True))
    load, given = count_open(), last_given(at)
    return [
        Candidate(
            user_id=agent.user_id,
            languages=frozenset(agent.languages),
            skills=frozenset(agent.skills),
            queues=frozenset(agent.queues),
            most_open=agent.most_open,
            open_count=load.get(agent.user_id, 0),
            last_given_at=given.get(agent.user_id, NEVER),
        )
        for agent in agents
        if agent.most_open
    ]


_TOLD: Final = ("queue", "answer_language", "category", "opened_at", "due_at")
"""What the rules ask of a ticket: hundreds are read at each look."""


def _waiting(queues: Queues, at: datetime) -> list[Waiting]:
    """The oldest promises of each queue that the desk gives: a queue that nobody serves never hides another's."""
    slugs = [queue.slug for queue in queues.queues if queue.mode is not RoutingMode.BY_HAND]
    is_read = Q(Exists(Answer.objects.filter(ticket=OuterRef("pk")))) | Q(opened_at__lte=at - FIRST_LOOK)
    open_ones = Ticket.objects.filter(state=TicketState.OPEN, assignee=None, snoozed_until=None)
    ready = open_ones.filter(is_read | ~Q(channel="email")).order_by("order_at", "id").only(*_TOLD)
    tickets = [ticket for slug in slugs for ticket in ready.filter(queue=slug)[:AT_ONCE]]
    passed = _passed_by([ticket.id for ticket in tickets])
    return [
        Waiting(
            ticket_id=ticket.id,
            queue=queues.by_slug[ticket.queue],
            language=ticket.answer_language,
            category=ticket.category,
            opened_at=ticket.opened_at,
            since_at=ticket.opened_at,
            due_at=ticket.due_at,
            passed_by=tuple(passed[ticket.id]),
        )
        for ticket in tickets
    ]


def _passed_by(ticket_ids: Sequence[int]) -> dict[int, list[int]]:
    ended = Offer.objects.filter(ticket_id__in=ticket_ids, outcome__in=(OfferOutcome.LAPSED, OfferOutcome.LEFT))
    passed = defaultdict[int, list[int]](list)
    for ticket_id, user_id in ended.order_by("id").values_list("ticket_id", "user_id"):
        passed[ticket_id] = [*passed[ticket_id], user_id][-MOST_PASSED:]
    return passed


def _give(choice: Choice, at: datetime) -> bool:
    """Hand a ticket over unless somebody took or moved it meanwhile."""
    ticket = get_ticket(choice.ticket.ticket_id, lock=True)
    if ticket.assignee_id is not None or ticket.state != TicketState.OPEN or ticket.snoozed_until:
        return False
    why = [[reason.code, reason.value] for reason in choice.reasons]
    Offer.objects.create(
        ticket=ticket,
        account_id=ticket.account_id,
        user_id=choice.user_id,
        queue=ticket.queue,
        reasons=why,
        offered_at=at,
        lapses_at=choice.lapses_at,
    )
    _assign(ticket, choice.user_id)
    said: dict[str, object] = {"to": choice.user_id, "why": why}
    add_entry(ticket, kind=EntryKind.ACTION, text="given", data=said, by="desk", at=at)
    return True


def _assign(ticket: Ticket, user_id: int | None) -> None:
    Ticket.objects.filter(id=ticket.id).update(assignee_id=user_id)
    outbox.publish(
        TicketAssigned(ticket_id=ticket.id, assignee_id=user_id or 0, by="desk"),
        subject=ticket.key,
        account_id=ticket.account_id,
    )
