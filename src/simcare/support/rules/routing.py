"""Who is given which ticket. Pure: waiting tickets and candidates in, choices with their reasons out.

The oldest promise comes first, and nobody who has room sits idle while a ticket waits longer than its queue lets it
wait for the right person: so no ticket starves, whatever its language, and however often people let it pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from simcare.support.rules.queueing import Queue
from simcare.support.values import RoutingMode

WITHOUT_PROMISE: Final = timedelta(hours=24)
"""Where no promise runs, a ticket counts as due this long after it came."""
NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A ticket that nobody has. `passed_by` are those who let it lapse, the latest last."""

    ticket_id: int
    queue: Queue
    language: str
    category: str
    opened_at: datetime
    since_at: datetime
    due_at: datetime | None = None
    passed_by: tuple[int, ...] = ()

    @property
    def order(self) -> tuple[datetime, int]:
        """The oldest promise first."""
        return self.due_at or self.opened_at + WITHOUT_PROMISE, self.ticket_id


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who is there and takes tickets. `queues` empty: all of them."""

    user_id: int
    languages: frozenset[str]
    skills: frozenset[str]
    queues: frozenset[str]
    most_open: int
    open_count: int
    last_given_at: datetime = NEVER

    def has_room(self) -> bool:
        return self.open_count < self.most_open

    def serves(self, queue: Queue) -> bool:
        return not self.queues or queue.slug in self.queues

    def speaks(self, ticket: Waiting) -> bool:
        return ticket.language in self.languages

    def knows(self, ticket: Waiting) -> bool:
        return ticket.category in self.skills


@dataclass(frozen=True)
class Reason:
    """Why this person: a code and a value for its words."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Choice:
    """A ticket for a person, until `lapses_at` unless he looks at it."""

    ticket: Waiting
    user_id: int
    reasons: tuple[Reason, ...]
    lapses_at: datetime


def distribute(tickets: Iterable[Waiting], candidates: Sequence[Candidate], at: datetime) -> list[Choice]:
    """Give what can be given now, the oldest promise first; what is left waits for the next look."""
    team = {candidate.user_id: candidate for candidate in candidates}
    given = []
    for ticket in sorted(tickets, key=lambda ticket: ticket.order):
        choice = choose(ticket, team, at)
        if choice:
            given.append(choice)
            chosen = team[choice.user_id]
            team[choice.user_id] = replace(chosen, open_count=chosen.open_count + 1, last_given_at=at)
    return given


def choose(ticket: Waiting, team: Mapping[int, Candidate], at: datetime) -> Choice | None:
    """The right person for one ticket; None while there is nobody, or the right one is worth waiting for."""
    if ticket.queue.mode is RoutingMode.BY_HAND:
        return None
    serving = [candidate for candidate in team.values() if candidate.serves(ticket.queue)]
    free = _next_in_turn(ticket, [candidate for candidate in serving if candidate.has_room()])
    if not free:
        return None
    best = min(free, key=lambda candidate: _rank(ticket, candidate))
    if _is_worth_waiting(ticket, best, serving, at):
        return None
    lapses_at = at + timedelta(seconds=ticket.queue.offer_seconds)
    return Choice(ticket, best.user_id, _reasons(ticket, best, serving), lapses_at)


def _next_in_turn(ticket: Waiting, free: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those who have not let it pass; when all have, whoever did so longest ago."""
    fresh = [candidate for candidate in free if candidate.user_id not in ticket.passed_by]
    if fresh or not free:
        return fresh
    return [min(free, key=lambda candidate: _last_place(ticket.passed_by, candidate.user_id))]


def _last_place(passed_by: Sequence[int], user_id: int) -> int:
    return max(place for place, passer in enumerate(passed_by) if passer == user_id)


def _rank(ticket: Waiting, candidate: Candidate) -> tuple[object, ...]:
    """Less is better; the person who was given something longest ago breaks every tie."""
    turn = (candidate.last_given_at, candidate.user_id)
    if ticket.queue.mode is RoutingMode.ROUND_ROBIN:
        return turn
    load = candidate.open_count / candidate.most_open
    if ticket.queue.mode is RoutingMode.LEAST_LOAD:
        return load, *turn
    return not candidate.speaks(ticket), not candidate.knows(ticket), load, *turn


def _is_worth_waiting(ticket: Waiting, best: Candidate, serving: Sequence[Candidate], at: datetime) -> bool:
    """Whether somebody who speaks the language is there, has no room just now, and may still have it in time."""
    if ticket.queue.mode is not RoutingMode.SKILL or best.speaks(ticket):
        return False
    is_early = at < ticket.since_at + timedelta(minutes=ticket.queue.fits_first_minutes)
    return is_early and any(one.speaks(ticket) and one.user_id not in ticket.passed_by for one in serving)


def _reasons(ticket: Waiting, chosen: Candidate, serving: Sequence[Candidate]) -> tuple[Reason, ...]:
    reasons = []
    if ticket.queue.mode is RoutingMode.ROUND_ROBIN:
        reasons.append(Reason("turn"))
    if ticket.queue.mode is RoutingMode.SKILL:
        if chosen.speaks(ticket):
            reasons.append(Reason("speaks", ticket.language))
        elif not any(candidate.speaks(ticket) for candidate in serving):
            reasons.append(Reason("nobody_speaks", ticket.language))
        if chosen.knows(ticket):
            reasons.append(Reason("knows", ticket.category))
    if ticket.passed_by:
        reasons.append(Reason("passed", str(len(ticket.passed_by))))
    return (*reasons, Reason("open", str(chosen.open_count)))
