"""Commands against the running simulator, whose own books say what really happened (faults.md F13 to F15, I2, I8)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from simcare.kernel.models import AuditEntry, OutboxEvent
from simcare.kernel.outbound import Outbound
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import advance, order_command, settle_by_hand
from simcare.operators.errors import CommandConflict, Unsupported
from simcare.operators.jobs import advance_commands
from simcare.operators.models import Command
from simcare.operators.values.commands import CommandState
from simcare.operators.values.platforms import Function
from tests.operators.factories import make_card, make_platform
from tests.operators.running import Simulator

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def provider(simulator: Simulator, settings: Settings) -> Iterator[None]:
    settings.SIMCARE_LOOPBACK_TARGETS = [simulator.target]
    with acting_as_provider():
        make_platform(simulator, "soracom")
        make_platform(simulator, "eiotclub")
        yield


@pytest.fixture
def hasty(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls give up after half a second."""

    def configured(*, max_body_bytes: int) -> Outbound:
        targets = frozenset({simulator.target})
        return Outbound(allowed_loopback=targets, max_body_bytes=max_body_bytes, timeout_seconds=0.5)

    monkeypatch.setattr("simcare.operators.connectors.configured", configured)


def order(card_id: int, function: Function = Function.SUSPEND, key: str = "k1", **arguments: str) -> Command:
    return order_command(
        card_id=card_id, function=function, arguments=arguments, key=key, actor="customer", by="user:7",
        at=datetime.now(UTC),
    )  # fmt: skip


def run(command: Command, *, steps: int = 1) -> CommandState:
    """Take that many steps, each when the command wants to be looked at again."""
    state = CommandState(command.state)
    for _ in range(steps):
        command.refresh_from_db()
        state = advance(command_id=command.id, at=command.next_at)
    return state


def test_a_suspension_is_sent_once_and_confirmed_by_reading_back(simulator: Simulator) -> None:
    card = make_card(simulator, "soracom")
    command = order(card.id)
    assert run(command) is CommandState.SENT
    assert run(command) is CommandState.CONFIRMED
    assert len(simulator.effects("state_suspended")) == 1
    card.refresh_from_db()
    assert (card.state, card.stopped_by) == ("suspended", "customer")
    names = list(OutboxEvent.objects.filter(subject=f"card:{card.id}").values_list("name", flat=True))
    assert names.count("operators.CommandOrdered") == names.count("operators.CommandSettled") == 1
    assert AuditEntry.objects.filter(action__startswith="card.suspend").count() == 2


def test_the_same_key_is_the_same_command(simulator: Simulator) -> None:
    card = make_card(simulator, "soracom")
    assert order(card.id).id == order(card.id).id
    with pytest.raises(CommandConflict):
        order(card.id, Function.RESUME)


def test_a_confirmed_command_is_never_sent_again(simulator: Simulator) -> None:
    command = order(make_card(simulator, "soracom").id)
    run(command, steps=5)
    assert len(simulator.calls("/suspend")) == 1


def test_a_timeout_after_the_work_is_settled_by_asking(simulator: Simulator, hasty: None) -> None:
    command = order(make_card(simulator, "soracom").id)
    simulator.fault("timeout_after", path="/suspend", seconds=1, times=1)
    assert run(command) is CommandState.SENT
    assert run(command) is CommandState.CONFIRMED
    assert len(simulator.calls("/suspend")) == 1


@pytest.mark.parametrize("kind", ["hang", "server_error", "html"])
def test_a_call_that_did_nothing_is_repeated_after_asking(simulator: Simulator, hasty: None, kind: str) -> None:
    command = order(make_card(simulator, "soracom").id)
    simulator.fault(kind, path="/suspend", seconds=1, times=1)
    assert run(command) is CommandState.SENT
    assert run(command) is CommandState.SENT
    paths = [call["path"].rpartition("/")[2] for call in simulator.calls() if call["platform"] == "soracom"]
    assert paths.index("suspend") < paths.index("8942310000000005001") < len(paths) - 1
    assert paths[-1] == "suspend"
    assert run(command) is CommandState.CONFIRMED
    assert len(simulator.effects("state_suspended")) == 1


def test_accepted_but_not_done_is_sent_again_only_after_its_time(simulator: Simulator) -> None:
    command = order(make_card(simulator, "soracom").id)
    simulator.fault("accepted_then_failed", path="/suspend", times=1)
    run(command, steps=3)
    assert len(simulator.calls("/suspend")) == 1
    state = advance(command_id=command.id, at=datetime.now(UTC) + 30 * MINUTE)
    assert state is CommandState.SENT
    assert len(simulator.calls("/suspend")) == 2
    assert run(command) is CommandState.CONFIRMED


def test_a_change_that_is_never_seen_fails_in_words(simulator: Simulator) -> None:
    command = order(make_card(simulator, "soracom").id)
    simulator.fault("accepted_then_failed", path="/suspend")
    at = datetime.now(UTC)
    states = [advance(command_id=command.id, at=at + hour * 60 * MINUTE) for hour in range(4)]
    assert states[-1] is CommandState.FAILED
    command.refresh_from_db()
    assert "not seen" in command.reason
    assert len(simulator.calls("/suspend")) == 3


def test_a_text_of_unknown_outcome_is_never_sent_twice(simulator: Simulator, hasty: None) -> None:
    command = order(make_card(simulator, "eiotclub").id, Function.SEND_SMS, message="APN: em")
    simulator.fault("timeout_after", path="sendSms", seconds=1, times=1)
    assert run(command) is CommandState.FAILED
    run(command, steps=2)
    assert len(simulator.calls("sendSms")) == 1


def test_a_text_that_was_not_taken_waits_and_is_sent(simulator: Simulator) -> None:
    command = order(make_card(simulator, "eiotclub").id, Function.SEND_SMS, message="APN: em")
    simulator.fault("busy", path="sendSms", retry_after="7", times=1)
    assert run(command) is CommandState.QUEUED
    command.refresh_from_db()
    assert (command.attempts, command.sent_at) == (0, None)
    assert run(command) is CommandState.CONFIRMED
    assert len(simulator.effects("sms_sent")) == 1


def test_a_definite_no_fails_at_once(simulator: Simulator) -> None:
    command = order(make_card(simulator, "soracom", "terminated").id, Function.RESUME)
    assert run(command) is CommandState.FAILED
    assert len(simulator.calls("/activate")) == 1


@pytest.mark.parametrize("kind", ["eiotclub", "soracom"])
def test_an_imei_lock_is_confirmed_by_the_lock_that_is_read(simulator: Simulator, kind: str) -> None:
    command = order(make_card(simulator, kind).id, Function.LOCK_IMEI, imei="355555070000002")
    run(command, steps=2)
    command.refresh_from_db()
    assert command.state == CommandState.CONFIRMED


def test_without_a_call_it_is_a_task_for_staff_until_the_state_agrees(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    command = order(card.id)
    assert (command.state, command.due_at is not None) == (CommandState.BY_HAND, True)
    assert OutboxEvent.objects.filter(name="operators.CommandNeedsStaff").count() == 1
    assert run(command) is CommandState.BY_HAND
    simulator.control("POST", "cards", {"platform": "eiotclub", "iccid": card.iccid, "state": "suspended"})
    assert run(command) is CommandState.CONFIRMED


def test_staff_may_give_a_task_up(simulator: Simulator) -> None:
    command = order(make_card(simulator, "eiotclub").id)
    settle_by_hand(command_id=command.id, reason="the operator refuses", by="user:1", at=datetime.now(UTC))
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.FAILED, "the operator refuses")


def test_what_can_be_neither_called_nor_read_back_is_refused(simulator: Simulator) -> None:
    with pytest.raises(Unsupported):
        order(make_card(simulator, "soracom").id, Function.SWITCH_OPERATOR, network="x", imsi="y")


def test_half_done_bulk_is_found_in_one_cycle(simulator: Simulator) -> None:
    """F15: 30 suspensions, of which 10 were accepted and not done; the reconcile ends with the platform's own books."""
    cards = [make_card(simulator, "soracom", iccid=f"89423100000006{number:05d}") for number in range(30)]
    commands = [order(card.id, key=f"bulk-{card.id}") for card in cards]
    simulator.fault("accepted_then_failed", path="/suspend", times=10)
    at = datetime.now(UTC)
    for minutes in (0, 0, 1, 1, 15, 15, 16, 16):
        advance_commands(at + minutes * MINUTE)
    assert {Command.objects.get(id=command.id).state for command in commands} == {CommandState.CONFIRMED}
    done = [effect["iccid"] for effect in simulator.effects("state_suspended")]
    assert sorted(done) == sorted(card.iccid for card in cards)
