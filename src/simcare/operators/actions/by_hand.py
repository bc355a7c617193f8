"""What people do where a platform has no call: they say that it is done, or that it can't be done.

That it was done is proven by reading back wherever the platform shows it; a person's word alone counts only where it
does not.
"""

from datetime import datetime

from simcare.kernel import audit, bell
from simcare.kernel.outbox import CHANNEL
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.commands import settle
from simcare.operators.actions.jobs import CHANNEL as JOBS
from simcare.operators.errors import NotByHand
from simcare.operators.models import Command, CommandJob
from simcare.operators.queries import capabilities
from simcare.operators.queries.jobs import abilities, get_job
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


def report_job_done(*, job_id: int, by: str, at: datetime) -> int:
    """A person says that all of a job that waited for people is done: it is read back at once; how many cards.

    Where the platform does not show it, the person's word is all there is.
    """
    with acting_as_provider():
        job = get_job(job_id)
        waiting = Command.objects.filter(job=job, state=CommandState.BY_HAND, settled_at=None)
        platforms = list(waiting.order_by().values_list("platform", flat=True).distinct())
        shown = [name for name in platforms if readable(Function(job.function), abilities()[name].can)]
        proven_later = waiting.filter(platform__in=shown).update(next_at=at)
        taken = waiting.exclude(platform__in=shown).update(
            state=CommandState.CONFIRMED, settled_at=at, reason="done by hand"
        )
        _note_job(job, "done_by_hand", "", by, at, cards=proven_later + taken)
        bell.ring(JOBS)
        return proven_later + taken


def give_up_job(*, job_id: int, reason: str, by: str, at: datetime) -> int:
    """A person says that what still waits for people can't be done; how many cards."""
    with acting_as_provider():
        job = get_job(job_id)
        waiting = Command.objects.filter(job=job, state=CommandState.BY_HAND, settled_at=None)
        ended = waiting.update(state=CommandState.FAILED, settled_at=at, reason=reason)
        _note_job(job, "given_up", reason, by, at, cards=ended)
        bell.ring(JOBS)
        return ended


def _note_job(job: CommandJob, what: str, words: str, by: str, at: datetime, *, cards: int) -> None:
    audit.record(
        f"command_job.{what}",
        by=by,
        at=at,
        subject=job.subject,
        account_id=job.account_id,
        after={"cards": cards, "words": words},
    )


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
