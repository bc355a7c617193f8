"""What people do where a platform has no call: they say that it is done, or that it can't be done.

That it was done is proven by reading back wherever the platform shows it; a person's word alone counts only where it
does not.
"""

from datetime import datetime

from simcare.kernel import audit, bell
from simcare.kernel.outbox import CHANNEL
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.commands import settle
from simcare.operators.errors import NotByHand
from simcare.operators.models import Command
from simcare.operators.queries import capabilities
from simcare.operators.rules.commands import readable
from simcare.operators.values.commands import CommandState
from simcare.operators.values.platforms import Function


def report_done(*, command_id: int, note: str, by: str, at: datetime) -> CommandState:
    """A person says that it is done: the state is read back at once. Raises NotByHand for what a platform does."""
    with acting_as_provider():
        command = _open_task(command_id)
        if command is None:
            return CommandState(Command.objects.get(id=command_id).state)
        _note(command, "done_by_hand", note, by, at)
        if readable(Function(command.function), capabilities(command.card.platform).can):
            Command.objects.filter(id=command.id, settled_at=None).update(next_at=at)
            bell.ring(CHANNEL)
            return CommandState.BY_HAND
        settle(command, CommandState.CONFIRMED, note or "done by hand", at, by=by)
        return CommandState.CONFIRMED


def settle_by_hand(*, command_id: int, reason: str, by: str, at: datetime) -> CommandState:
    """A person says that the change can't be made; the reason stays with it."""
    with acting_as_provider():
        command = Command.objects.select_for_update().get(id=command_id)
        if command.settled_at is None:
            _note(command, "command_given_up", reason, by, at)
            settle(command, CommandState.FAILED, reason, at, by=by)
            command.refresh_from_db(fields=["state"])
        return CommandState(command.state)


def _open_task(command_id: int) -> Command | None:
    command = Command.objects.select_for_update(of=("self",)).select_related("card").get(id=command_id)
    if command.settled_at:
        return None
    if command.state != CommandState.BY_HAND:
        raise NotByHand
    return command


def _note(command: Command, what: str, words: str, by: str, at: datetime) -> None:
    audit.record(
        f"card.{what}",
        by=by,
        at=at,
        subject=f"card:{command.card_id}",
        account_id=command.account_id,
        after={"command": command.id, "words": words},
    )
