"""Commands against the running simulator, whose own books say what really happened (faults.md F13 to F15, I2, I8)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from simcare.clocks.models import Clock
from simcare.kernel.models import AuditEntry, OutboxEvent
from simcare.kernel.outbound import Outbound
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import advance, ask_networks, order_command, report_done, settle_by_hand
from simcare.operators.errors import CommandConflict, CommandUnderWay, Unsupported
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


def test_what_can_be_neither_called_nor_done_by_hand_is_refused(simulator: Simulator) -> None:
    with pytest.raises(Unsupported, match="live"):
        order(make_card(simulator, "soracom").id, Function.REFRESH)


def test_what_the_operators_support_does_is_read_back_too(simulator: Simulator) -> None:
    card = make_card(simulator, "soracom")
    command = order(card.id, Function.SWITCH_OPERATOR, network="44020")
    assert (command.state, "support" in command.reason) == (CommandState.BY_HAND, True)
    at = datetime.now(UTC)
    assert report_done(command_id=command.id, note="SR-77", by="user:1", at=at) is CommandState.BY_HAND
    simulator.control("POST", "cards", {"platform": "soracom", "iccid": card.iccid, "mcc": "440", "mnc": "20"})
    assert advance(command_id=command.id, at=at) is CommandState.CONFIRMED


def test_a_task_that_is_reported_done_is_read_back_at_once_and_not_believed(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    command = order(card.id)
    at = datetime.now(UTC)
    assert report_done(command_id=command.id, note="", by="user:1", at=at) is CommandState.BY_HAND
    assert advance(command_id=command.id, at=at) is CommandState.BY_HAND, "the platform still shows it active"
    simulator.control("POST", "cards", {"platform": "eiotclub", "iccid": card.iccid, "state": "suspended"})
    report_done(command_id=command.id, note="", by="user:1", at=at + MINUTE)
    assert advance(command_id=command.id, at=at + MINUTE) is CommandState.CONFIRMED
    assert not Clock.objects.filter(subject=command.subject, answered_at=None).exists()


def test_a_task_by_hand_has_a_clock_of_its_policy(simulator: Simulator) -> None:
    command = order(make_card(simulator, "eiotclub").id)
    clock = Clock.objects.get(subject=command.subject)
    assert (clock.kind, clock.due_at, clock.policy_name) == ("task", command.due_at, "staff_task")
    assert clock.due_at == command.ordered_at + timedelta(hours=4)


def test_the_same_change_under_another_key_is_the_one_under_way(simulator: Simulator) -> None:
    card = make_card(simulator, "soracom")
    first = order(card.id)
    assert order(card.id, key="k2").id == first.id
    run(first, steps=2)
    assert order(card.id, key="k3").id != first.id, "once it has ended, it may be wanted again"


def test_what_would_undo_a_change_under_way_waits(simulator: Simulator) -> None:
    card = make_card(simulator, "soracom")
    order(card.id)
    with pytest.raises(CommandUnderWay, match="suspend"):
        order(card.id, Function.RESUME, key="k2")


def test_a_reset_is_proven_by_the_session_that_began_anew(simulator: Simulator) -> None:
    command = order(make_card(simulator, "soracom").id, Function.RESET_SESSION)
    assert run(command) is CommandState.SENT
    assert run(command) is CommandState.CONFIRMED
    assert len(simulator.effects("session_reset")) == 1


def test_a_reset_that_is_taken_and_not_seen_fails_and_cuts_nobody_off_again(simulator: Simulator) -> None:
    command = order(make_card(simulator, "soracom").id, Function.RESET_SESSION)
    simulator.fault("accepted_then_failed", path="/delete_session")
    at = datetime.now(UTC)
    states = [advance(command_id=command.id, at=at + minutes * MINUTE) for minutes in (0, 1, 12)]
    assert states == [CommandState.SENT, CommandState.SENT, CommandState.FAILED]
    assert len(simulator.calls("/delete_session")) == 1


def test_a_move_to_another_network_is_proven_by_the_imsi_in_use(simulator: Simulator) -> None:
    networks = [{"network": "46001", "imsi": "460011234567890"}]
    card = make_card(simulator, "eiotclub", networks=networks)
    assert ask_networks(card_id=card.id) == [("46001", "460011234567890")]
    command = order(card.id, Function.SWITCH_OPERATOR, **networks[0])
    assert run(command) is CommandState.SENT
    assert run(command) is CommandState.CONFIRMED


def test_a_refresh_that_did_nothing_is_repeated_by_itself(simulator: Simulator, hasty: None) -> None:
    command = order(make_card(simulator, "eiotclub").id, Function.REFRESH)
    simulator.fault("hang", path="refreshUsage", seconds=1, times=1)
    assert run(command) is CommandState.CONFIRMED
    assert len(simulator.effects("usage_refreshed")) == 1


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
