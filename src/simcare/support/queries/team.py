"""The team: who is there, who looks at or writes on a ticket, what each can do and has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from simcare.accounts.models import User
from simcare.accounts.queries import list_staff
from simcare.kernel.statements import kept_statement
from simcare.support.models import Agent, Offer, Presence, Ticket
from simcare.support.values import TicketState, Watching

SILENCE: Final = timedelta(seconds=25)
"""Two beats may be lost; a page that was killed without a goodbye is gone within 30 s."""


@dataclass(frozen=True)
class Watcher:
    """Somebody who has a ticket open."""

    user_id: int
    name: str
    writes: bool


@dataclass(frozen=True, kw_only=True)
class TeamLine:
    """One of the staff as the team page shows it; `agent` is None where nobody has said what the person can do."""

    user: User
    agent: Agent | None
    is_online: bool
    open_count: int
    last_given_at: datetime | None


def watchers(ticket_id: int, *, at: datetime, but: int | None = None) -> list[Watcher]:
    """Who has this ticket open, writers first; each person once."""
    pages = pages_on(ticket_id, at - SILENCE, but or 0)
    writes: dict[int, bool] = {}
    names: dict[int, str] = {}
    for page in pages:
        names[page.user_id] = str(page.user)
        writes[page.user_id] = writes.get(page.user_id, False) or page.watching == Watching.WRITES
    found = [Watcher(user_id, names[user_id], does) for user_id, does in writes.items()]
    return sorted(found, key=lambda watcher: (not watcher.writes, watcher.name))


@kept_statement
def pages_on(ticket_id: int, since: datetime, but: int) -> QuerySet[Presence]:
    pages = Presence.objects.filter(ticket_id=ticket_id, seen_at__gt=since)
    return pages.exclude(user_id=but).select_related("user")


def present(at: datetime) -> QuerySet[Presence]:
    """Pages that were heard of."""
    return Presence.objects.filter(seen_at__gt=at - SILENCE)


def online_ids(at: datetime) -> set[int]:
    """Who has at least one page open."""
    return set(present(at).values_list("user_id", flat=True))


def count_open() -> dict[int, int]:
    """How many open tickets each person has, the sleeping ones left out."""
    mine = Ticket.objects.filter(state=TicketState.OPEN, snoozed_until=None, assignee__isnull=False)
    counted = mine.order_by().values_list("assignee_id").annotate(Count("id"))
    return {user_id: count for user_id, count in counted if user_id}


def last_given(at: datetime) -> dict[int, datetime]:
    """When each person was given something last, within a week."""
    lately = Offer.objects.filter(offered_at__gt=at - timedelta(days=7))
    return dict(lately.order_by().values_list("user_id").annotate(Max("offered_at")))


def find_agent(user_id: int) -> Agent | None:
    """What a person can do, if anybody said so."""
    return next(iter(agents_of(user_id)), None)


@kept_statement
def agents_of(user_id: int) -> QuerySet[Agent]:
    return Agent.objects.filter(user_id=user_id)


def list_team(*, at: datetime) -> list[TeamLine]:
    """All of the staff, those who are there first."""
    agents = {agent.user_id: agent for agent in Agent.objects.all()}
    online, load, given = online_ids(at), count_open(), last_given(at)
    lines = [
        TeamLine(
            user=user,
            agent=agents.get(user.id),
            is_online=user.id in online,
            open_count=load.get(user.id, 0),
            last_given_at=given.get(user.id),
        )
        for user in list_staff()
    ]
    return sorted(lines, key=lambda line: (not line.is_online, str(line.user)))


def takes_tickets(user_id: int) -> bool:
    """Whether the desk may give this person tickets."""
    return Agent.objects.filter(Q(user_id=user_id) & Q(takes_tickets=True)).exists()
