"""Events reach every reaction at least once, in order per subject, and one that fails holds up nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread
from typing import get_args

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from simcare.kernel import outbox
from simcare.kernel.events import Event
from simcare.kernel.models import Delivery, OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)
LANES = get_args(outbox.Lane)


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    """An event of this test."""

    number: int


@pytest.fixture
def lit() -> Iterator[list[int]]:
    """What the reactions of this test saw; a number below zero makes them fail."""
    seen: list[int] = []

    def light(event: LampLit) -> None:
        seen.append(event.number)
        if event.number < 0:
            raise ValueError("the lamp is broken")

    for lane in LANES:
        light.__name__ = f"light_{lane}"
        outbox.reacts_to(LampLit, lane=lane)(light)
    yield seen
    for lane in LANES:
        del outbox._reactions[f"{light.__module__}.light_{lane}".split(".", 1)[0] + f".light_{lane}"]


def _publish(*numbers: int, subject: str = "lamp:1") -> None:
    with transaction.atomic():
        for number in numbers:
            outbox.publish(LampLit(number=number), subject=subject)


def _deliver_all(lane: outbox.Lane) -> None:
    while outbox.deliver(lane):
        pass


@pytest.mark.parametrize("lane", LANES)
def test_events_of_a_subject_arrive_in_their_order(lit: list[int], lane: outbox.Lane) -> None:
    _publish(1, 2, 3)
    _deliver_all(lane)
    assert lit == [1, 2, 3]


def test_an_event_of_a_transaction_that_failed_never_happened(lit: list[int]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.publish(LampLit(number=1), subject="lamp:1")
        raise RuntimeError
    _deliver_all("quick")
    assert lit == []
    assert not OutboxEvent.objects.exists()


@pytest.mark.parametrize("lane", LANES)
def test_a_failing_reaction_is_tried_again_later_and_holds_up_its_own_subject_only(
    lit: list[int], lane: outbox.Lane
) -> None:
    _publish(-1, 2)
    _publish(3, subject="lamp:2")
    _deliver_all(lane)
    assert lit == [-1, 3]
    failed = Delivery.objects.get(event__payload__number=-1, lane=lane)
    assert failed.attempts == 1
    assert "the lamp is broken" in failed.error
    assert failed.dead_at is None


def test_after_many_failures_an_event_is_dead_and_the_next_one_goes_on(lit: list[int]) -> None:
    _publish(-1, 2)
    for _ in range(outbox.MOST_ATTEMPTS):
        Delivery.objects.update(next_at=Now() - timedelta(seconds=1))
        _deliver_all("quick")
    Delivery.objects.update(next_at=Now() - timedelta(seconds=1))
    _deliver_all("quick")
    assert lit[-1] == 2
    assert Delivery.objects.filter(lane="quick", dead_at__isnull=False).count() == 1


def test_a_slow_reaction_is_not_done_again_while_it_is_at_it(lit: list[int]) -> None:
    others: list[int] = []

    def elsewhere() -> None:
        others.append(outbox.deliver("network"))
        connection.close()

    def light_slowly(event: LampLit) -> None:
        lit.append(event.number)
        Delivery.objects.filter(reaction__endswith="light_slowly").update(next_at=Now())  # its lease is over
        (other := Thread(target=elsewhere)).start()
        other.join()

    outbox.reacts_to(LampLit, lane="network")(light_slowly)
    try:
        _publish(7)
        Delivery.objects.exclude(reaction__endswith="light_slowly").update(done_at=Now())
        _deliver_all("network")
    finally:
        del outbox._reactions[f"{light_slowly.__module__.split('.')[0]}.light_slowly"]
    assert (lit, others) == ([7], [1])
    assert Delivery.objects.filter(done_at=None).count() == 0


def test_a_stored_event_never_changes() -> None:
    _publish(1)
    with pytest.raises(Exception, match="append-only"):
        OutboxEvent.objects.update(subject="lamp:9")
