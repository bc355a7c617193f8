"""Why a promise was broken: the first of these causes whose stated rule holds for the facts of its time.

1. undelivered: an answer left before the promise fell due and did not arrive;
2. waiting_for_operator: for a stated share of the time a hold for the operator, a command or a task was open;
3. out_of_hours: for a stated share of the time nobody was on call;
4. volume: in the hours before it fell due, a stated multiple of the usual number of tickets came in;
5. late_assignment: it was nobody's until a stated share of the time had passed;
6. late_answer: it was somebody's in time, and no answer came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

Period = tuple[datetime, datetime]

CAUSES = ("undelivered", "waiting_for_operator", "out_of_hours", "volume", "late_assignment", "late_answer")


@dataclass(frozen=True)
class CauseTerms:
    """The policy `breach_causes`."""

    operator_percent: int
    off_hours_percent: int
    assignment_percent: int
    volume_times_percent: int
    volume_least: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "CauseTerms":  # JSON of a policy row
        """From the values of the policy."""
        return cls(**{name: int(values[name]) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Circumstances:
    """What happened between opening and due time; `usual_counts` are those of the same hours of the weeks before."""

    opened_at: datetime
    due_at: datetime
    assigned_at: datetime | None = None
    undelivered: bool = False
    operator: Sequence[Period] = ()
    unwatched: Sequence[Period] = ()
    opened_count: int = 0
    usual_counts: Sequence[int] = ()


def cause_of(facts: Circumstances, terms: CauseTerms) -> str:
    """The cause, in one word."""
    if facts.undelivered:
        return "undelivered"
    if share(facts, facts.operator) >= terms.operator_percent:
        return "waiting_for_operator"
    if share(facts, facts.unwatched) >= terms.off_hours_percent:
        return "out_of_hours"
    if _is_flood(facts, terms):
        return "volume"
    until = facts.assigned_at or facts.due_at
    if share(facts, [(facts.opened_at, until)]) >= terms.assignment_percent:
        return "late_assignment"
    return "late_answer"


def share(facts: Circumstances, periods: Iterable[Period]) -> int:
    """Percent of the time from opening to due that these periods cover together, rounded down."""
    whole = facts.due_at - facts.opened_at
    if whole <= timedelta():
        return 0
    covered, reached = timedelta(), facts.opened_at
    for start, end in sorted(periods):
        from_at, until_at = max(start, reached), min(end, facts.due_at)
        if from_at < until_at:
            covered, reached = covered + (until_at - from_at), until_at
    return int(covered * 100 / whole)


def _is_flood(facts: Circumstances, terms: CauseTerms) -> bool:
    usual = median(facts.usual_counts) if facts.usual_counts else 0
    return facts.opened_count >= terms.volume_least and facts.opened_count * 100 >= usual * terms.volume_times_percent
