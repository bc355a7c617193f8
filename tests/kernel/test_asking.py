"""What is read ahead is what would have been read in turn, in one way to the database and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from simcare.kernel.asking import Asked, reading_ahead
from simcare.kernel.counts import Counts
from simcare.kernel.models import OutboxEvent
from simcare.kernel.statements import kept_statement
from simcare.kernel.tenancy import acting_as_account

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)


@kept_statement
def named(name: str, numbers: list[int]) -> "QuerySet[OutboxEvent]":
    return OutboxEvent.objects.filter(name=name, id__in=numbers).order_by("id")


@kept_statement
def everything() -> "QuerySet[OutboxEvent]":
    return OutboxEvent.objects.order_by("id")


@pytest.fixture
def numbers() -> list[int]:
    made = OutboxEvent.objects.bulk_create(
        OutboxEvent(name=f"n{number % 3}", version=1, subject="s", payload={"n": number}, published_at=AT)
        for number in range(9)
    )
    return [event.id for event in made]


@contextmanager
def asking_nothing() -> Iterator[None]:
    with CaptureQueriesContext(connection) as asked:
        yield
    assert not asked.captured_queries


def test_each_question_finds_its_own_rows(numbers: list[int]) -> None:
    counts = Counts({"all": OutboxEvent.objects.all(), "n1": OutboxEvent.objects.filter(name="n1")})
    wanted = [list(named(f"n{n}", numbers)) for n in range(3)]
    told = [*(named.of(f"n{n}", numbers) for n in range(3)), everything.of(), counts.asked()]
    with reading_ahead(*told), asking_nothing():
        assert [named(f"n{n}", numbers) for n in range(3)] == wanted
        assert [event.payload["n"] for event in everything()] == [*range(9)]
        assert counts.read() == {"all": 9, "n1": 3}


def test_other_values_are_another_question(numbers: list[int]) -> None:
    with reading_ahead(named.of("n0", numbers)), CaptureQueriesContext(connection) as asked:
        assert [event.id for event in named("n1", numbers)] == numbers[1::3]
        assert [event.id for event in named("n0", numbers[:4])] == numbers[0:4:3]
        assert [event.id for event in named("n0", numbers)] == numbers[0::3]
    assert len(asked.captured_queries) == 2


def test_who_is_given_rows_has_rows_of_his_own(numbers: list[int]) -> None:
    with reading_ahead(everything.of()):
        first, second = everything(), everything()
        first[0].name = "changed"
        assert first == second
        assert second[0].name == "n0"


def test_what_an_outer_block_has_read_is_not_read_again(numbers: list[int]) -> None:
    with reading_ahead(everything.of()):
        with asking_nothing(), reading_ahead(everything.of()):
            assert len(everything()) == 9
        with reading_ahead(named.of("n2", numbers)), asking_nothing():
            assert len(everything()) == 9
            assert len(named("n2", numbers)) == 3


def test_behind_the_block_the_database_is_asked(numbers: list[int]) -> None:
    with reading_ahead(everything.of()):
        OutboxEvent.objects.create(name="late", version=1, subject="s", payload={}, published_at=AT)
        assert len(everything()) == 9
    assert len(everything()) == 10


def test_who_looks_as_somebody_else_is_given_nothing_that_was_read_before(numbers: list[int]) -> None:
    with reading_ahead(everything.of()), acting_as_account(1), CaptureQueriesContext(connection) as asked:
        everything()
    assert len(asked.captured_queries) == 1


def test_they_go_in_one_way_there_and_back(numbers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    sync = psycopg.Pipeline.sync
    monkeypatch.setattr(psycopg.Pipeline, "sync", lambda line: (synced.append(line), sync(line))[1])
    with reading_ahead(*(named.of(f"n{n}", numbers) for n in range(3)), everything.of()):
        pass
    assert len(synced) <= 1  # at the end of the pipeline; each question alone would wait for its answer


def test_no_questions_ask_nothing() -> None:
    nothing = Asked("", (), len)
    with asking_nothing(), reading_ahead(), reading_ahead(nothing, named.of("n0", [])):
        assert nothing.answer() == 0
        assert named("n0", []) == []


def test_a_wrong_question_is_the_databases_error_and_harms_no_other_transaction(numbers: list[int]) -> None:
    wrong = Asked("SELECT 1 / %s", (0,), len)
    ahead = reading_ahead(everything.of(), wrong, named.of("n0", numbers))
    with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic(), ahead:
        pytest.fail("it was asked")
    assert len(everything()) == 9
