"""kill -9 of the process that asks an operator, between the note, the call and its save: no command twice, none lost (I8).

The simulator's own books say what really happened at the platform.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from simcare.cards.models import Card, Product
from simcare.cards.values import Filters
from simcare.operators.actions import begin_job, order_command
from simcare.operators.models import Command, CommandJob
from simcare.operators.values.commands import CommandState
from simcare.operators.values.jobs import JobWish
from simcare.operators.values.platforms import Function
from tests.faults.doors import running
from tests.operators.conftest import simulator, simulator_process
from tests.operators.factories import make_card, make_platform
from tests.operators.running import Simulator

__all__ = ["simulator", "simulator_process"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("policies")]
NOTED, SENT = "operators.command.noted", "operators.command.sent"
PATIENCE_SECONDS = 120


@contextmanager
def _outside(simulator: Simulator, kill_point: str = "") -> Iterator["subprocess.Popen[bytes]"]:
    """The process that calls operators, until the block ends or it kills itself."""
    more = {"SIMCARE_KILL_POINT": kill_point} if kill_point else {}
    with running(
        "simcare.project.worker", "--work", "outside", SIMCARE_LOOPBACK_TARGETS=simulator.target, **more
    ) as it:
        yield it


def _wait(is_so: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends, what
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("platform", "function", "effect", "point", "end", "times"),
    [
        ("soracom", Function.SUSPEND, "state_suspended", NOTED, CommandState.CONFIRMED, 1),
        ("soracom", Function.SUSPEND, "state_suspended", SENT, CommandState.CONFIRMED, 1),
        ("eiotclub", Function.SEND_SMS, "sms_sent", NOTED, CommandState.FAILED, 0),
        ("eiotclub", Function.SEND_SMS, "sms_sent", SENT, CommandState.FAILED, 1),
    ],
    ids=["read back, before the call", "read back, after the call", "text, before the call", "text, after the call"],
)
def test_a_kill_around_the_call_never_does_a_command_twice_or_loses_it(
    simulator: Simulator, platform: str, function: Function, effect: str, point: str, end: CommandState, times: int
) -> None:
    """What can be read back is asked for and then done once; a text of unknown fate is said to be so, never repeated."""
    make_platform(simulator, platform)
    card = make_card(simulator, platform)
    arguments = {"message": "APN: em"} if function is Function.SEND_SMS else {}
    command = order_command(
        card_id=card.id,
        function=function,
        arguments=arguments,
        key="k",
        actor="staff",
        by="user:1",
        at=datetime.now(UTC),
    )
    with _outside(simulator, point) as killed:
        _wait(lambda: killed.poll() is not None, "it never came to the point")
    assert killed.returncode == -9
    assert len(simulator.effects(effect)) == (point == SENT)
    Command.objects.update(next_at=datetime.now(UTC))  # else it waits half a minute
    with _outside(simulator):
        _wait(lambda: Command.objects.exclude(settled_at=None).exists(), "it was lost")
    command.refresh_from_db()
    assert (command.state, bool(command.reason)) == (end, end is CommandState.FAILED)
    assert len(simulator.effects(effect)) == times


@pytest.mark.long
@pytest.mark.parametrize("kills", [1, 2])
def test_a_kill_while_a_job_is_written_forgets_and_doubles_no_card(simulator: Simulator, kills: int) -> None:
    """Its rows are written by the 500; nobody asks this platform, so that each of them ends at once."""
    product = Product.objects.create(code="many", name="Many")
    iccids = [f"77{number:017d}" for number in range(1_200)]
    Card.objects.bulk_create(Card(iccid=one, iccid_key=one, product=product, platform="gone") for one in iccids)
    wish = JobWish(function=Function.REFRESH, filters=Filters(), reason="late")
    job = begin_job(wish=wish, key="k", by="anna", at=datetime.now(UTC))
    with _outside(simulator, f"operators.job.ordered:{kills}") as killed:
        _wait(lambda: killed.poll() is not None, "it never came to the point")
    assert Command.objects.filter(job=job).count() == kills * 500
    with _outside(simulator):
        _wait(lambda: CommandJob.objects.filter(id=job.id, ended_at__isnull=False).exists(), "it never ended")
    assert Command.objects.filter(job=job).values("card").distinct().count() == Command.objects.count() == 1_200
