"""The commands of a job are written, some hundred cards at a time, each step whole; and a job ends with its last one.

Killed in the middle, it goes on after the last card that has its row. A card that can't get the command has a row, too:
it failed at once, and says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.cards.models import Card
from simcare.cards.queries.lists import chosen
from simcare.cards.values import Filters
from simcare.clocks import actions as clocks
from simcare.clocks.queries.terms import terms_for
from simcare.kernel import audit, bell, outbox, points, progress
from simcare.kernel.models import Work
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions.jobs import CHANNEL
from simcare.operators.events import CommandJobEnded, CommandJobMoved
from simcare.operators.models import Command, CommandJob
from simcare.operators.queries import jobs as queries
from simcare.operators.rules.commands import BY_HAND_READ_EVERY, rivals
from simcare.operators.rules.jobs import BY_HAND, REFUSED, given_back, way
from simcare.operators.values.commands import CommandState
from simcare.operators.values.jobs import JobState
from simcare.operators.values.platforms import Capabilities, Function

AT_ONCE: Final = 500
UNDER_WAY, CHANGED_SINCE = "under_way", "changed_since"
Abilities = Mapping[str, Capabilities]


def move_jobs(at: datetime) -> int:
    """Write what commands of jobs are missing, and end jobs whose commands have ended; how many steps that took."""
    with acting_as_provider():
        at_work = list(
            CommandJob.objects.filter(ended_at=None).exclude(state=JobState.WAITING).values_list("id", flat=True)
        )
    steps = 0
    for job_id in at_work:
        while _step(job_id, at):
            steps += 1
            points.reach("operators.job.ordered")
        _look(job_id, at)
    return steps


def _step(job_id: int, at: datetime) -> bool:
    """Some hundred cards; whether more are left."""
    with acting_as_provider():
        job = CommandJob.objects.select_for_update(skip_locked=True).filter(id=job_id, state=JobState.ORDERING).first()
        if job is None:
            return False
        rows = _orders(job)
        if not rows:
            job.state = JobState.RUNNING
            job.save(update_fields=["state"])
            return False
        _write(job, rows, at)
        job.last_card_id = max(card_id for card_id, _, _ in rows)
        job.save(update_fields=["last_card_id", "due_at"])
        bell.ring(CHANNEL)
        return True


Order = tuple[int, Function, Mapping[str, str]]
"""A card, and the command that it shall get."""


def _orders(job: CommandJob) -> Sequence[Order]:
    """What the next cards shall get, in the order of their ids."""
    function = Function(job.function)
    earlier = job.undoes or job.retries
    if earlier is None:
        found = chosen(job.card_ids, Filters.from_json(job.filters)).filter(
            id__gt=job.last_card_id, id__lte=job.last_id
        )
        if job.account_id is not None:
            found = found.filter(account_id=job.account_id)
        ids = found.order_by("id").values_list("id", flat=True)[:AT_ONCE]
        return [(card_id, function, job.arguments) for card_id in ids]
    rows = queries.changed(earlier.id) if job.undoes else queries.failed(earlier.id)
    rows = rows.filter(card_id__gt=job.last_card_id).order_by("card_id")[:AT_ONCE]
    if job.retries:
        return [(row.card_id, Function(row.function), row.arguments) for row in rows]
    return [(row.card_id, *(given_back(Function(row.function), row.before) or (function, {}))) for row in rows]


def _write(job: CommandJob, orders: Sequence[Order], at: datetime) -> None:
    wanted = {card_id: (function, arguments) for card_id, function, arguments in orders}
    cards = list(Card.objects.select_for_update(of=("self",)).filter(id__in=wanted).order_by("id"))
    abilities, taken = queries.abilities(), _under_way(cards, {function for function, _ in wanted.values()})
    later = _changed_since(job, cards)
    commands = []
    for card in cards:
        function, arguments = wanted[card.id]
        command = _command(job, card, function, arguments, abilities, at)
        if card.id in taken or card.id in later:
            command.state, command.reason = CommandState.FAILED, UNDER_WAY if card.id in taken else CHANGED_SINCE
            command.settled_at = at
        commands.append(command)
    if any(command.state == CommandState.BY_HAND for command in commands):
        _promise(job, at)
        for command in commands:
            command.due_at = job.due_at if command.state == CommandState.BY_HAND else None
    Command.objects.bulk_create(commands)


def _command(  # noqa: PLR0917  # all that one row is made of
    job: CommandJob, card: Card, function: Function, arguments: Mapping[str, str], abilities: Abilities, at: datetime
) -> Command:
    how, why = way(function, state=card.state, has_imei=bool(card.imei), can=abilities.get(card.platform))
    if function is Function.LOCK_IMEI:
        arguments = {"imei": card.imei, **arguments}  # the device last seen with it, unless one is named
    state = {BY_HAND: CommandState.BY_HAND, REFUSED: CommandState.FAILED}.get(how, CommandState.QUEUED)
    return Command(
        key=f"job:{job.id}:{card.id}",
        job=job,
        card=card,
        account_id=card.account_id,
        platform=card.platform,
        function=function,
        arguments=dict(arguments),
        state=state,
        actor=job.actor,
        ordered_by=job.ordered_by,
        ordered_at=at,
        next_at=at + BY_HAND_READ_EVERY if how == BY_HAND else at,
        settled_at=at if how == REFUSED else None,
        reason=why,
    )


def _under_way(cards: Iterable[Card], functions: Iterable[Function]) -> set[int]:
    """The cards of which something that would cross it is under way."""
    crossing = {rival for function in functions for rival in rivals(function)}
    rows = Command.objects.filter(card__in=list(cards), function__in=crossing, settled_at=None)
    return set(rows.values_list("card_id", flat=True))


def _changed_since(job: CommandJob, cards: Iterable[Card]) -> set[int]:
    """The cards whose change was followed by another: it is not for an undo to take that one back."""
    if job.undoes is None:
        return set()
    later = Command.objects.filter(
        card__in=list(cards), function__in=rivals(Function(job.function)), state=CommandState.CONFIRMED
    )
    return set(
        later.filter(ordered_at__gt=job.undoes.ordered_at).exclude(job=job.undoes).values_list("card_id", flat=True)
    )


def _promise(job: CommandJob, at: datetime) -> None:
    """One clock for all that people do by hand: the same chain calls them for it as for answers."""
    if job.due_at:
        return
    terms = terms_for(kind="task", account_id=job.account_id, at=at)
    clock = clocks.start(
        subject=job.subject, kind="task", terms=terms, account_id=job.account_id, at=at, by=job.ordered_by
    )
    job.due_at = clock.due_at


def _look(job_id: int, at: datetime) -> None:
    """Tell how far it is; end it when nothing of it is open."""
    with acting_as_provider():
        job = CommandJob.objects.filter(id=job_id).first()
        if job is None or job.state not in {JobState.RUNNING, JobState.STOPPED}:
            return
        done = Command.objects.filter(job=job, settled_at__isnull=False).count()
        if Work.objects.filter(id=job.work_id).exclude(done=done).update(done=done):
            moved = CommandJobMoved(job_id=job.id, done_count=done)
            outbox.publish(moved, subject=job.subject, account_id=job.account_id)
        by_hand = Command.objects.filter(job=job, state=CommandState.BY_HAND)
        if job.due_at and clocks.is_running(job.subject, "task") and not by_hand.exists():
            clocks.answer(subject=job.subject, kinds=("task",), at=at, by=job.ordered_by)
        if not queries.has_open(job.id):
            _end(job.id, at)


@transaction.atomic
def _end(job_id: int, at: datetime) -> None:
    """End it once; whoever comes second finds it ended."""
    job = CommandJob.objects.select_for_update(of=("self",)).select_related("work").get(id=job_id)
    if job.ended_at:
        return
    results = queries.count_results(job.id)
    told = {name: count for name, count in results.items() if count}
    CommandJob.objects.filter(id=job.id).update(state=JobState.DONE, ended_at=at)
    progress.finish(job.work, at=at, result=told)
    audit.record(
        "command_job.ended", by=job.ordered_by, at=at, subject=job.subject, account_id=job.account_id, after=told
    )
    ended = CommandJobEnded(
        job_id=job.id,
        confirmed_count=results[CommandState.CONFIRMED] + results[queries.SAME],
        failed_count=results[CommandState.FAILED],
    )
    outbox.publish(ended, subject=job.subject, account_id=job.account_id)
