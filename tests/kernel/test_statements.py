"""Kept statements find what the same query finds when Django makes its SQL anew, with whatever values."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from simcare.kernel.models import Delivery, OutboxEvent
from simcare.kernel.statements import kept_statement

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)
SUBJECTS = ["ticket:1", "ticket:2", "card:9", "it's 100 % \\ odd"]


def some(
    numbers: list[int], subject: str | None, since: datetime, *, newest: bool = False, most: int = 100
) -> "QuerySet[OutboxEvent]":
    wanted = Q(id__in=numbers) | (Q(subject=subject) if subject is not None else Q())
    return OutboxEvent.objects.filter(wanted, published_at__gte=since).order_by("-id" if newest else "id")[:most]


kept_some = kept_statement(some)


@pytest.fixture
def events() -> list[int]:
    made = OutboxEvent.objects.bulk_create(
        OutboxEvent(
            name="x",
            version=1,
            subject=SUBJECTS[number % 4],
            payload={"n": number},
            published_at=AT + number * timedelta(hours=1),
        )
        for number in range(24)
    )
    return [event.id for event in made]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 9])
@pytest.mark.parametrize("subject", [None, *SUBJECTS])
@pytest.mark.parametrize("named", [{}, {"newest": True}, {"newest": True, "most": 3}])
def test_the_rows_are_those_of_the_query_itself(
    events: list[int], count: int, subject: str | None, named: dict[str, int]
) -> None:
    for since in (AT, AT + timedelta(hours=11)):
        told = (events[:count], subject, since)
        assert kept_some(*told, **named) == list(some(*told, **named))


def test_the_sql_is_made_once_for_each_shape(events: list[int]) -> None:
    made = []

    @kept_statement
    def counted(numbers: list[int]) -> "QuerySet[OutboxEvent]":
        made.append(len(numbers))
        return OutboxEvent.objects.filter(id__in=numbers)

    for count in (1, 2, 3, 4, 5, 7, 8, 3, 1):
        assert {event.id for event in counted(events[:count])} == set(events[:count])
    assert sorted(set(made)) == [1, 2, 4, 8]
    assert len(made) == 8  # twice for each, to see that no value is changed on its way


def test_no_list_is_asked_for_nothing_and_says_nothing(events: list[int]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert kept_statement(lambda numbers: OutboxEvent.objects.filter(id__in=numbers))([]) == []
    assert not asked.captured_queries


def test_what_belongs_to_a_row_comes_with_it(events: list[int]) -> None:
    Delivery.objects.bulk_create(
        Delivery(event_id=number, reaction="r", lane="quick", subject="s", next_at=AT) for number in events[:3]
    )

    @kept_statement
    def deliveries(numbers: list[int]) -> "QuerySet[Delivery]":
        return Delivery.objects.filter(event_id__in=numbers).select_related("event").order_by("id")

    with CaptureQueriesContext(connection) as asked:
        assert [row.event.payload["n"] for row in deliveries(events[:3])] == [0, 1, 2]
    assert len(asked.captured_queries) == 1


@pytest.mark.parametrize(
    "build",
    [
        lambda at: OutboxEvent.objects.filter(published_at__gt=at - timedelta(hours=1)),
        lambda at: OutboxEvent.objects.filter(published_at__gt=datetime.now(UTC), published_at__lt=at),
    ],
    ids=["another hour", "the present"],
)
def test_a_value_that_is_changed_on_its_way_is_refused(build: "Callable[[datetime], QuerySet[OutboxEvent]]") -> None:
    with pytest.raises(TypeError, match="changes its values"):
        kept_statement(build)(AT)


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="can't be a value"):
        kept_statement(lambda flag: OutboxEvent.objects.filter(id=flag))(1.5)


@given(st.lists(st.integers(min_value=1, max_value=2**31 - 1), max_size=70))
def test_any_list_finds_what_it_names(numbers: list[int]) -> None:
    found = kept_some(numbers, None, AT)
    assert found == list(some(numbers, None, AT))


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_once_each_on_its_own_connection() -> None:
    numbers = [
        event.id
        for event in OutboxEvent.objects.bulk_create(
            OutboxEvent(name="x", version=1, subject="s", payload={}, published_at=AT) for _ in range(8)
        )
    ]
    wrong: list[int] = []

    def ask(number: int) -> None:
        for _ in range(40):
            if [event.id for event in kept_some([number], None, AT)] != [number]:
                wrong.append(number)
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
