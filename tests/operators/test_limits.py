"""The rate over all processes and the rest after failures (faults.md F14): pure rules, then rows and real calls."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from simcare.kernel.errors import Temporary
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.calls import connector_of
from simcare.operators.errors import PlatformPaused
from simcare.operators.models import Breaker as BreakerRow
from simcare.operators.rules import breaker as breaking
from simcare.operators.rules.budget import Budget, gap_seconds, most_ahead, take
from simcare.operators.values.platforms import CardRef
from tests.operators.factories import ICCIDS, make_platform
from tests.operators.running import Simulator, values

T = datetime(2026, 11, 23, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def passes(*, seconds: float, interactive: bool, calls_per_second: int = 10) -> list[float]:
    """When calls pass that are asked for without pause, in seconds."""
    budget, at, passed = Budget(0, T), T, []
    while (at - T) < timedelta(seconds=seconds):
        taken = take(budget, calls_per_second=calls_per_second, interactive=interactive, at=at)
        budget = taken.budget
        if taken.wait_seconds == 0:
            passed.append((at - T) / SECOND)
        else:
            at += timedelta(seconds=taken.wait_seconds + 0.0001)
    return passed


@pytest.mark.parametrize("interactive", [True, False])
def test_no_second_holds_more_calls_than_the_rate(interactive: bool) -> None:
    passed = passes(seconds=30, interactive=interactive)
    assert max(sum(begin <= each < begin + 1 for each in passed) for begin in passed) <= 10
    assert len(passed) >= 30 * 7


def test_an_interactive_call_passes_at_once_while_batch_work_goes_on() -> None:
    budget, at, waits = Budget(0, T), T + 60 * SECOND, []
    for step in range(200):
        batch = take(budget, calls_per_second=10, interactive=False, at=at)
        budget = batch.budget
        if step % 10 == 9:
            asked = take(budget, calls_per_second=10, interactive=True, at=at)
            budget = asked.budget
            waits.append(asked.wait_seconds)
        at += timedelta(seconds=0.1)
    assert max(waits) == 0


def test_calls_taken_ahead_lose_no_time_and_keep_the_rate_though_who_takes_them_is_late() -> None:
    """Two workers ask by turns, some 60 ms after they might have."""
    budget, at, passed = Budget(0, T), T, []
    for step in range(600):
        taken = take(budget, calls_per_second=100, interactive=False, at=at, calls=most_ahead(100))
        budget = taken.budget
        if taken.wait_seconds == 0:
            first = (at - T) / SECOND + taken.begins_in_seconds
            passed += [first + number * gap_seconds(100) for number in range(most_ahead(100))]
        at += timedelta(seconds=taken.wait_seconds + (0.05, 0.07)[step % 2])
    assert passed == sorted(passed)
    assert len(passed) / (passed[-1] - passed[0]) > 97
    assert max(sum(begin <= each < begin + 1 for each in passed) for begin in passed[::10]) <= 100


def test_a_clock_that_steps_back_gives_no_calls() -> None:
    assert take(Budget(0, T), calls_per_second=10, interactive=True, at=T - 60 * SECOND).wait_seconds > 0


def test_five_failures_open_and_one_probe_passes_when_half_open() -> None:
    breaker: breaking.Breaker | None = breaking.Breaker()
    for _ in range(5):
        assert breaker is not None and breaking.admit(breaker, at=T) is not None
        breaker = breaking.after_failure(breaker, at=T)
    assert breaker is not None
    assert breaking.admit(breaker, at=T + 29 * SECOND) is None
    probing = breaking.admit(breaker, at=T + 30 * SECOND)
    assert probing is not None
    assert breaking.admit(probing, at=T + 31 * SECOND) is None
    assert breaking.admit(probing, at=T + 46 * SECOND) is not None  # the probe's process died
    assert breaking.admit(breaking.after_failure(probing, at=T + 32 * SECOND), at=T + 60 * SECOND) is None
    assert breaking.after_success(probing) == breaking.Breaker()


@pytest.fixture
def provider(simulator: Simulator, settings: Settings, db: None) -> Iterator[None]:
    settings.SIMCARE_LOOPBACK_TARGETS = [simulator.target]
    with acting_as_provider():
        yield


def test_a_storm_of_errors_meets_at_most_five_calls(simulator: Simulator, provider: None) -> None:
    make_platform(simulator, "eiotclub")
    make_platform(simulator, "soracom")
    simulator.card("eiotclub", ICCIDS["eiotclub"])
    other = simulator.card("soracom", ICCIDS["soracom"])
    simulator.fault("server_error", path="getCardsInfo")
    for _ in range(4):
        with pytest.raises(Temporary):
            connector_of("eiotclub", interactive=True).status(CardRef(ICCIDS["eiotclub"]))
    assert len(simulator.calls("getCardsInfo")) == 5
    assert values(connector_of("soracom", interactive=True).status(other))["card.state"] == "active"


def test_after_its_rest_a_platform_is_probed_and_heals(simulator: Simulator, provider: None) -> None:
    platform = make_platform(simulator, "eiotclub")
    card = simulator.card("eiotclub", ICCIDS["eiotclub"])
    row = BreakerRow.objects.create(platform=platform, failures=5, opened_at=datetime.now(UTC))
    with pytest.raises(PlatformPaused):
        connector_of("eiotclub", interactive=True).status(card)
    assert simulator.calls("getCardsInfo") == []
    BreakerRow.objects.filter(id=row.id).update(opened_at=datetime.now(UTC) - 31 * SECOND)
    connector_of("eiotclub", interactive=True).status(card)
    row.refresh_from_db()
    assert (row.failures, row.opened_at) == (0, None)


@pytest.mark.django_db(transaction=True)
def test_ten_calls_a_second_are_kept_by_several_workers_together(simulator: Simulator, settings: Settings) -> None:
    """Four connections share one budget; the simulator refuses the eleventh call within a second."""
    settings.SIMCARE_LOOPBACK_TARGETS = [simulator.target]
    make_platform(simulator, "eiotclub", calls_per_second=10)
    card = simulator.card("eiotclub", ICCIDS["eiotclub"])
    simulator.control("POST", "limit", {"calls_per_second": 10})
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                connector_of("eiotclub", interactive=False).status(card)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [call["status"] for call in simulator.calls("getCardsInfo")] == [200] * 20
