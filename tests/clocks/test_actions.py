"""Clocks on a real database: what stops, holds and breaks a promise, and that repeating an action changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from simcare.clocks import actions
from simcare.clocks.errors import BadTerms, FirstNeverWaits
from simcare.clocks.jobs import sweep
from simcare.clocks.models import Clock, Pause
from simcare.clocks.queries.promises import is_running, list_overdue, next_promise, running
from simcare.clocks.values import Kind
from simcare.kernel import policy
from simcare.kernel.models import OutboxEvent
from simcare.kernel.policy import Terms
from simcare.kernel.tenancy import acting_as_account

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 10, 5, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TWO_HOURS = Terms("two hours", 3, {"target_minutes": 120, "calendar": "24x7", "escalate_percent": 50}, "for this test")


def start(kind: Kind = "next", *, at: datetime = NINE, subject: str = "ticket:1", terms: Terms = TWO_HOURS) -> Clock:
    return actions.start(subject=subject, kind=kind, terms=terms, account_id=None, at=at, by="desk")


def pause(at: datetime) -> None:
    actions.pause(subject="ticket:1", reason="the customer is asked", at=at, by="ana")


def resume(at: datetime) -> None:
    actions.resume(subject="ticket:1", at=at, by="ana")


def answer(at: datetime, *kinds: Kind) -> list[Clock]:
    return actions.answer(subject="ticket:1", kinds=kinds or ("next",), at=at, by="ana")


def told() -> list[tuple[str, str, str]]:
    events = OutboxEvent.objects.order_by("id")
    return [(event.name, event.payload["kind"], event.payload["due_at"][11:16]) for event in events]


def test_start_promises_and_keeps_the_policy_version() -> None:
    clock = start("first")
    assert (clock.due_at, clock.escalate_at) == (NINE + 2 * HOUR, NINE + HOUR)
    assert (clock.policy_name, clock.policy_version) == ("two hours", 3)


def test_start_again_is_the_same_clock() -> None:
    clock = start()
    assert start() == clock
    assert start(at=NINE + HOUR) == clock
    answer(NINE + HOUR)
    assert start() == clock
    assert Clock.objects.count() == 1


def test_start_refuses_terms_that_cannot_be_read() -> None:
    with pytest.raises(BadTerms, match=r"calendar\.zone"):
        start(terms=Terms("bad", 1, {"target_minutes": 5, "calendar": {"hours": {}}}, ""))


def test_a_pause_holds_the_promise_and_a_resume_moves_it() -> None:
    clock = start()
    pause(NINE + HOUR / 2)
    clock.refresh_from_db()
    assert (clock.due_at, clock.escalate_at, next_promise("ticket:1")) == (None, None, None)
    resume(NINE + 2 * HOUR)
    clock.refresh_from_db()
    assert (clock.due_at, clock.escalate_at) == (NINE + 3.5 * HOUR, NINE + 2.5 * HOUR)


def test_pause_and_resume_may_be_repeated_even_late() -> None:
    start()
    for _ in range(2):
        pause(NINE + HOUR / 2)
        pause(NINE + HOUR)
        resume(NINE + 2 * HOUR)
        resume(NINE + 2.5 * HOUR)
    assert list(Pause.objects.values_list("from_at", "until_at")) == [(NINE + HOUR / 2, NINE + 2 * HOUR)]


def test_waiting_pauses_next_and_resolution_and_never_first() -> None:
    for kind in ("first", "next", "resolution"):
        start(kind)
    pause(NINE)
    assert dict(running("ticket:1").values_list("kind", "due_at")) == {
        "first": NINE + 2 * HOUR,
        "next": None,
        "resolution": None,
    }
    with pytest.raises(FirstNeverWaits):
        actions.pause(subject="ticket:1", reason="no", at=NINE, by="ana", kinds=("first",))


def test_an_answer_in_time_breaks_nothing() -> None:
    clock = start("first")
    answer(NINE + 2 * HOUR, "first", "next")
    clock.refresh_from_db()
    assert (clock.answered_at, clock.answered_by, clock.breached_at) == (NINE + 2 * HOUR, "ana", None)
    assert not is_running("ticket:1", "first")
    assert sweep(NINE + 9 * HOUR) == 0
    assert told() == []


def test_a_late_answer_is_a_breach_and_told_once() -> None:
    clock = start()
    answer(NINE + 3 * HOUR)
    answer(NINE + 4 * HOUR)
    clock.refresh_from_db()
    assert (clock.answered_at, clock.breached_at) == (NINE + 3 * HOUR, NINE + 2 * HOUR)
    assert sweep(NINE + 9 * HOUR) == 0
    assert told() == [("clocks.ClockBreached", "next", "11:00")]


def test_an_answer_that_is_noted_after_the_sweep_takes_the_breach_back() -> None:
    clock = start()
    sweep(NINE + 2 * HOUR)
    answer(NINE + HOUR)
    clock.refresh_from_db()
    assert clock.breached_at is None


def test_an_answer_ends_the_pause() -> None:
    start()
    pause(NINE + HOUR)
    answer(NINE + 5 * HOUR)
    assert Pause.objects.get().until_at == NINE + 5 * HOUR
    assert Clock.objects.get().breached_at is None


def test_an_answer_of_before_the_opening_answers_nothing() -> None:
    start()
    assert answer(NINE - HOUR) == []
    assert is_running("ticket:1", "next")


def test_reopening_promises_the_next_response() -> None:
    start()
    answer(NINE + HOUR)
    actions.reopen(subject="ticket:1", terms=TWO_HOURS, account_id=None, at=NINE + 5 * HOUR, by="ana")
    assert next_promise("ticket:1") == NINE + 7 * HOUR


def test_the_sweep_tells_of_nearing_and_of_breach_once_each() -> None:
    start()
    assert [sweep(NINE + minutes * HOUR / 60) for minutes in (59, 60, 61, 119, 120, 121)] == [0, 1, 0, 0, 1, 0]
    assert told() == [("clocks.ClockNearsBreach", "next", "11:00"), ("clocks.ClockBreached", "next", "11:00")]


def test_a_sweep_that_comes_late_tells_of_the_breach_only() -> None:
    start()
    assert sweep(NINE + 3 * HOUR) == 1
    assert told() == [("clocks.ClockBreached", "next", "11:00")]


def test_the_sweep_leaves_paused_clocks_alone_and_tells_again_of_a_moved_promise() -> None:
    start()
    pause(NINE + HOUR / 2)
    assert sweep(NINE + 9 * HOUR) == 0
    resume(NINE + 9 * HOUR)
    assert sweep(NINE + 9.5 * HOUR) == 1
    assert told() == [("clocks.ClockNearsBreach", "next", "19:30")]


def test_overdue_lists_the_longest_overdue_first() -> None:
    start(subject="ticket:2", at=NINE + HOUR)
    start(subject="ticket:1")
    start(subject="ticket:3", at=NINE + 5 * HOUR)
    assert [clock.subject for clock in list_overdue(NINE + 4 * HOUR)] == ["ticket:1", "ticket:2"]


def test_the_database_refuses_a_second_running_clock() -> None:
    clock = start()
    clock.pk, clock.opened_at = None, NINE + HOUR
    with pytest.raises(IntegrityError, match="one_running_clock_of_a_kind"), transaction.atomic():
        clock.save(force_insert=True)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"answered_at": NINE}, "clock_answer_has_time_and_author"),
        ({"answered_at": NINE - HOUR, "answered_by": "ana"}, "clock_answer_follows_opening"),
        ({"breached_at": NINE}, "clock_breach_is_the_due_instant"),
        ({"due_at": None, "breached_at": NINE}, "clock_breach_is_the_due_instant"),
        ({"kind": "last"}, "clock_kind_is_known"),
    ],
)
def test_the_database_refuses_half_facts(change: dict[str, object], constraint: str) -> None:
    clock = start()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Clock.objects.filter(id=clock.id).update(**change)


@pytest.mark.parametrize(
    ("name", "opened_at", "due_at"),
    [
        ("first_response.email", datetime(2026, 10, 3, 20, tzinfo=UTC), datetime(2026, 10, 4, 8, tzinfo=UTC)),
        ("first_response.chat", NINE, NINE + HOUR / 60),
        # Wednesday 30 September 17:50 in Shanghai; 1 to 7 October are free; Thursday the 8th opens at 09:00
        ("first_response.social", datetime(2026, 9, 30, 9, 50, tzinfo=UTC), datetime(2026, 10, 8, 1, 20, tzinfo=UTC)),
        # Saturday 10 October 2026 makes up for the holidays
        ("first_response.social", datetime(2026, 10, 9, 23, 0, tzinfo=UTC), datetime(2026, 10, 10, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_published_targets(name: str, opened_at: datetime, due_at: datetime) -> None:
    assert start("first", at=opened_at, terms=policy.terms(name, opened_at)).due_at == due_at


def test_another_account_sees_no_clock() -> None:
    start()
    pause(NINE)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clocks_reader")
        cursor.execute("GRANT SELECT ON clocks_clock, clocks_pause TO clocks_reader")
    with acting_as_account(1), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE clocks_reader")
        assert not Clock.objects.exists()
        assert not Pause.objects.exists()
        cursor.execute("RESET ROLE")
