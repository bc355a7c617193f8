"""Commands of jobs change many at a time: claimed, noted before they are sent, settled after.

Each changes only while nobody else went on with it: `attempts` is the fencing token. A claim is a time at which others
look again, and ends by itself where its process was killed.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.db.models import F

from simcare.cards.actions.states import report_state_of_many
from simcare.cards.values import CardState, StoppedBy
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.evidence import record_many
from simcare.operators.models import Command
from simcare.operators.rules.commands import BY_HAND_READ_EVERY, FIRST_READ_BACK
from simcare.operators.values.commands import CommandState
from simcare.operators.values.evidence import Evidence

K = TypeVar("K", bound=Hashable)
LEASE: Final = timedelta(seconds=20)
"""Longer than a call may take (10 s), with the wait for a thread (3 s) and for its turn (3 s)."""


def platforms_with_work(at: datetime) -> list[str]:
    """The platforms of which commands of jobs are due."""
    with acting_as_provider():
        due = Command.objects.filter(job__isnull=False, settled_at=None, next_at__lte=at)
        return list(due.order_by().values_list("platform", flat=True).distinct())


def claim(platform: str, state: CommandState, *, at: datetime, limit: int) -> list[Command]:
    """Commands that are due, the longest waiting first; others leave them alone for as long as a call may take."""
    due = Command.objects.filter(
        job__isnull=False, platform=platform, state=state, settled_at=None, next_at__lte=at
    ).select_related("card", "job")
    with acting_as_provider():
        claimed = list(due.order_by("next_at").select_for_update(of=("self",), skip_locked=True)[:limit])
        pause = BY_HAND_READ_EVERY if state is CommandState.BY_HAND else LEASE
        Command.objects.filter(id__in=[command.id for command in claimed]).update(next_at=at + pause)
    return claimed


def note(commands: Sequence[Command], at: datetime) -> list[Command]:
    """Count an attempt of each before it is made. What others went on with, or what was stopped, is left out."""
    tokens = {command.id: command.attempts for command in commands}
    with acting_as_provider():
        held = Command.objects.select_for_update().filter(id__in=tokens, settled_at=None).order_by("id")
        ours = [id_ for id_, attempts in held.values_list("id", "attempts") if tokens[id_] == attempts]
        Command.objects.filter(id__in=ours).update(
            attempts=F("attempts") + 1, state=CommandState.SENT, sent_at=at, accepted_at=None, next_at=at + LEASE
        )
    noted = [command for command in commands if command.id in set(ours)]
    for command in noted:
        command.attempts, command.sent_at, command.accepted_at = command.attempts + 1, at, None
    return noted


def keep_before(before: Mapping[int, tuple[str, object]], commands: Iterable[Command], at: datetime) -> None:
    """Keep what was read before the first attempt, a field and its value: an undo gives it back."""
    read = [command for command in commands if command.id in before]
    for (field, value), group in _by(read, lambda command: before[command.id]):
        _change(group, before={field: value}, asked_at=at)


def accept(commands: Iterable[Command], reference: str, at: datetime) -> None:
    """The platform took them; the first look follows soon."""
    _change(commands, accepted_at=at, reference=reference, next_at=at + FIRST_READ_BACK)


def put_off(commands: Iterable[Command], until: datetime, *, asked_at: datetime | None = None) -> None:
    """Look at them again then."""
    _change(commands, next_at=until, **({"asked_at": asked_at} if asked_at else {}))


def put_back(commands: Iterable[Command], until: datetime) -> None:
    """The attempts did not reach the platform, so they don't count."""
    _change(commands, attempts=F("attempts") - 1, state=CommandState.QUEUED, sent_at=None, next_at=until)


def confirm(commands: Sequence[Command], proofs: Mapping[int, Evidence], at: datetime) -> None:
    """They are as wanted: the cards say so from now on. A proof is the fact that shows it, by the command's id."""
    if not commands:
        return
    with acting_as_provider():
        _change(commands, state=CommandState.CONFIRMED, settled_at=at, reason="", asked_at=at)
        proven = [command for command in commands if command.id in proofs]
        record_many({command.card: [proofs[command.id]] for command in proven})
        for (_job_id, state, stopper), group in _by(proven, lambda command: _news(command, proofs[command.id])):
            if state:
                report_state_of_many(
                    card_ids=[command.card_id for command in group],
                    state=CardState(state),
                    stopped_by=StoppedBy(stopper),
                    source=f"simcare:{group[0].function}",
                    by=group[0].ordered_by,
                    at=at,
                )


def _news(command: Command, proof: Evidence) -> tuple[int | None, str, str]:
    """The job, the state that the card is in by now, and who stopped it: the platform does not know who, but we may."""
    was_changed = bool(command.attempts or command.due_at)
    if proof.field != "card.state" or (command.card.state == proof.value and not was_changed):
        return None, "", ""
    ours = StoppedBy.CUSTOMER if command.actor == "customer" else StoppedBy.PROVIDER
    return command.job_id, str(proof.value), ours if was_changed else StoppedBy.UNKNOWN


def fail(commands: Iterable[Command], reason: str, at: datetime) -> None:
    """They did not come about."""
    _change(commands, state=CommandState.FAILED, settled_at=at, reason=reason)


def _change(commands: Iterable[Command], **changes: object) -> None:
    groups = _by(commands, lambda command: command.attempts)
    if not groups:
        return
    with acting_as_provider():
        for attempts, group in groups:
            ids = [command.id for command in group]
            Command.objects.filter(id__in=ids, attempts=attempts, settled_at=None).update(**changes)


def _by(commands: Iterable[Command], key: Callable[[Command], K]) -> Collection[tuple[K, list[Command]]]:
    groups = defaultdict[K, list[Command]](list)
    for command in commands:
        groups[key(command)].append(command)
    return groups.items()
