"""Why a promise was broken: each cause at its limit and just below it, and which one comes first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simcare.support.rules.causes import CAUSES, CauseTerms, Circumstances, cause_of, share

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
TERMS = CauseTerms(
    operator_percent=50, off_hours_percent=60, assignment_percent=80, volume_times_percent=300, volume_least=20
)


def minute(count: int) -> datetime:
    return NINE + timedelta(minutes=count)


def during(start: int, end: int) -> tuple[datetime, datetime]:
    return minute(start), minute(end)


def facts(**told: Any) -> Circumstances:
    """Of a promise of 100 minutes, so that a minute is a percent; somebody had it at once."""
    return Circumstances(opened_at=NINE, due_at=minute(100), **{"assigned_at": NINE} | told)


@pytest.mark.parametrize(
    ("told", "cause", "because"),
    [
        ({}, "late_answer", "it was somebody's, and nothing else explains it"),
        ({"undelivered": True, "operator": [during(0, 100)]}, "undelivered", "an answer that came back stands first"),
        ({"operator": [during(0, 50)]}, "waiting_for_operator", "half of the time is enough"),
        ({"operator": [during(0, 49)]}, "late_answer", "a minute less is not"),
        ({"operator": [during(0, 30), during(20, 49)]}, "late_answer", "what overlaps counts once"),
        ({"operator": [during(0, 30), during(40, 60)]}, "waiting_for_operator", "what lies apart adds up"),
        ({"operator": [during(60, 300)]}, "late_answer", "what lasted on after the due time does not count"),
        ({"operator": [during(-300, 40)]}, "late_answer", "nor what was before the opening"),
        ({"operator": [during(0, 60)], "unwatched": [during(0, 100)]}, "waiting_for_operator", "before the night"),
        ({"unwatched": [during(40, 100)]}, "out_of_hours", "60 percent of it nobody was on call"),
        ({"unwatched": [during(41, 100)]}, "late_answer", "59 percent is not enough"),
        ({"opened_count": 30, "usual_counts": (10, 10, 10)}, "volume", "three times the usual"),
        ({"opened_count": 29, "usual_counts": (10, 10, 10)}, "late_answer", "not quite three times"),
        ({"opened_count": 30, "usual_counts": (10, 1, 40)}, "volume", "the usual is the median: one wild week is none"),
        ({"opened_count": 19, "usual_counts": (1, 1, 1)}, "late_answer", "a handful is never a flood"),
        ({"opened_count": 20, "usual_counts": ()}, "volume", "where nothing is usual, the least number decides"),
        ({"assigned_at": minute(80)}, "late_assignment", "it was nobody's for 80 percent"),
        ({"assigned_at": minute(79)}, "late_answer", "and somebody's just in time"),
        ({"assigned_at": None}, "late_assignment", "it never was anybody's"),
        ({"assigned_at": None, "opened_count": 60, "usual_counts": (10,)}, "volume", "a flood explains that, too"),
    ],
)
def test_the_first_cause_whose_rule_holds(told: dict[str, Any], cause: str, because: str) -> None:
    assert cause_of(facts(**told), TERMS) == cause, because
    assert cause in CAUSES


def test_a_promise_without_length_has_no_shares() -> None:
    assert share(Circumstances(opened_at=NINE, due_at=NINE), [during(0, 5)]) == 0
