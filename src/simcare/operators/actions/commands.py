"""A command is taken a step further: sent at the platform's rate, read back, settled; each step can be repeated."""

from datetime import datetime, timedelta

from django.db import transaction

from simcare.cards.actions.states import report_state
from simcare.cards.models import Card
from simcare.cards.queries.fleet import get_card
from simcare.cards.values import CardState, StoppedBy
from simcare.clocks import actions as clocks
from simcare.kernel import audit, clock, outbox, points
from simcare.kernel.errors import Permanent, Temporary
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.calls import NOT_CALLED, connector_of
from simcare.operators.actions.evidence import record
from simcare.operators.connectors import wait_asked_for
from simcare.operators.connectors.carrying import carry_out
from simcare.operators.connectors.protocol import Connector
from simcare.operators.events import CommandSettled
from simcare.operators.models import Command
from simcare.operators.rules.commands import (
    BY_HAND_READ_EVERY,
    FIRST_READ_BACK,
    PROVEN_BY,
    READ_BACK_EVERY,
    Move,
    Progress,
    next_move,
    proven,
    readable,
)
from simcare.operators.values.commands import CommandState
from simcare.operators.values.platforms import CardRef, Function, Receipt


def advance(*, command_id: int, at: datetime) -> CommandState:
    """Do the next thing that the command needs: ask, send, confirm or give up. Call it outside a transaction."""
    command = _claimed(command_id, at)
    if command is None:
        return CommandState(_get(command_id).state)
    card = _card(command.card_id)
    ref, function = CardRef(card.iccid, card.imsi), Function(command.function)
    try:
        connector = connector_of(card.platform, interactive=command.actor != "system")
        proof = _read_back(connector, ref, command, at)
    except Temporary:
        return CommandState(command.state)  # looked at again when its claim ends
    if command.state == CommandState.BY_HAND:
        return _confirm(command, at) if proof else CommandState.BY_HAND
    can_read = readable(function, connector.capabilities.can)
    progress = Progress(function, command.attempts, command.sent_at, command.accepted_at is not None, can_read)
    match next_move(progress, proof=proof, at=at):
        case Move.CONFIRM:
            return _confirm(command, at)
        case Move.FAIL:
            return _fail(command, "the change was not seen on the platform", at)
        case Move.SEND:
            return _send(connector, ref, command, at)
    return CommandState(command.state)


def _card(card_id: int) -> Card:
    """The card, whoever holds it."""
    with acting_as_provider():
        return get_card(card_id)


def _claimed(command_id: int, at: datetime) -> Command | None:
    """The command, put off for others while this process works on it; None if it ended or is not due."""
    with acting_as_provider():
        command = (
            Command.objects.select_for_update(skip_locked=True)
            .filter(id=command_id, settled_at=None, next_at__lte=at)
            .first()
        )
        if command:
            pause = BY_HAND_READ_EVERY if command.state == CommandState.BY_HAND else READ_BACK_EVERY
            command.next_at = at + pause
            command.save(update_fields=["next_at"])
        return command


def _read_back(connector: Connector, ref: CardRef, command: Command, at: datetime) -> bool | None:
    """What the platform shows now; nothing is asked before the first attempt."""
    function = Function(command.function)
    if not readable(function, connector.capabilities.can):
        return None
    if command.attempts == 0 and command.state != CommandState.BY_HAND:
        return None
    evidence = connector.sessions(ref) if PROVEN_BY[function] is Function.SESSIONS else connector.status(ref)
    record(card_id=command.card_id, evidence=evidence)
    with acting_as_provider():
        Command.objects.filter(id=command.id).update(asked_at=at)
    return proven(function, command.arguments, evidence, since=command.ordered_at)


def _send(connector: Connector, ref: CardRef, command: Command, at: datetime) -> CommandState:
    """Note the attempt, then make it: a call never happens without a row that tells of it."""
    with acting_as_provider():
        noted = Command.objects.filter(id=command.id, attempts=command.attempts, settled_at=None).update(
            attempts=command.attempts + 1, state=CommandState.SENT, sent_at=at, accepted_at=None
        )
    if not noted:  # somebody else went on with it: our token is old
        return CommandState(_get(command.id).state)
    command.attempts, command.state, command.accepted_at = command.attempts + 1, CommandState.SENT, None
    points.reach("operators.command.noted")
    try:
        receipt = carry_out(connector, ref, Function(command.function), command.arguments, now=clock.now)
        points.reach("operators.command.sent")
    except NOT_CALLED as error:
        seconds = wait_asked_for(error)
        return _put_back(command, at + (timedelta(seconds=seconds) if seconds else READ_BACK_EVERY))
    except Temporary:
        return _unknown(command, at)
    except Permanent as error:
        return _fail(command, str(error), at)
    return _accepted(connector, command, receipt, at)


def _accepted(connector: Connector, command: Command, receipt: Receipt, at: datetime) -> CommandState:
    if not readable(Function(command.function), connector.capabilities.can):
        return _confirm(command, at, reference=receipt.reference)
    _update(
        command,
        accepted_at=max(receipt.accepted_at, at),
        reference=receipt.reference,
        next_at=max(receipt.accepted_at, at) + FIRST_READ_BACK,
    )
    return CommandState.SENT


def _unknown(command: Command, at: datetime) -> CommandState:
    """Nobody knows whether it was done: ask at the next look, or end where there is nothing to ask."""
    if Function(command.function) is Function.SEND_SMS:
        return _fail(command, "it is unknown whether the text was sent; it is not sent again", at)
    _update(command, next_at=at + FIRST_READ_BACK)
    return CommandState.SENT


def _put_back(command: Command, next_at: datetime) -> CommandState:
    """The attempt did not reach the platform, so it does not count."""
    _update(command, attempts=command.attempts - 1, state=CommandState.QUEUED, sent_at=None, next_at=next_at)
    return CommandState.QUEUED


def _confirm(command: Command, at: datetime, *, reference: str = "") -> CommandState:
    with acting_as_provider():
        settle(command, CommandState.CONFIRMED, "", at, reference=reference or command.reference)
        if command.function in {Function.SUSPEND, Function.RESUME}:
            _report_who(command, at)
    return CommandState.CONFIRMED


def _fail(command: Command, reason: str, at: datetime) -> CommandState:
    with acting_as_provider():
        settle(command, CommandState.FAILED, reason, at, reference=command.reference)
    return CommandState.FAILED


@transaction.atomic
def settle(
    command: Command, state: CommandState, reason: str, at: datetime, *, reference: str = "", by: str = ""
) -> None:
    """End the command once; whoever comes second finds it ended. For the actions of this module."""
    ended = Command.objects.filter(id=command.id, settled_at=None).update(
        state=state, settled_at=at, reason=reason, reference=reference
    )
    if not ended:
        return
    audit.record(
        f"card.{command.function}_{state.value}",
        by=by or command.ordered_by,
        at=at,
        subject=f"card:{command.card_id}",
        account_id=command.account_id,
        after={"command": command.id, "reason": reason},
    )
    clocks.answer(subject=command.subject, kinds=("task",), at=max(at, command.ordered_at), by=by or command.ordered_by)
    outbox.publish(
        CommandSettled(
            command_id=command.id,
            card_id=command.card_id,
            function=command.function,
            confirmed=state is CommandState.CONFIRMED,
            reason=reason,
        ),
        subject=f"card:{command.card_id}",
        account_id=command.account_id,
    )


def _report_who(command: Command, at: datetime) -> None:
    """The platform does not know who wanted the stop, but we do."""
    suspended = command.function == Function.SUSPEND
    actor = StoppedBy.CUSTOMER if command.actor == "customer" else StoppedBy.PROVIDER
    report_state(
        card_id=command.card_id,
        state=CardState.SUSPENDED if suspended else CardState.ACTIVE,
        stopped_by=actor if suspended else None,
        source=f"simcare:{command.function}",
        by=command.ordered_by,
        at=max(at, clock.now()),
    )


def _update(command: Command, **changes: object) -> None:
    """Change the command unless it went on without us; `attempts` is the fencing token."""
    with acting_as_provider():
        Command.objects.filter(id=command.id, attempts=command.attempts, settled_at=None).update(**changes)


def _get(command_id: int) -> Command:
    with acting_as_provider():
        return Command.objects.get(id=command_id)
