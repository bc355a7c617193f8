"""Jobs: one command wanted for many cards, agreed to by a second person, stopped, tried again, given back.

Undoing and trying again are jobs of their own: a command that has ended stays as it ended. The door that calls asks
whether somebody may; a job itself only knows who wanted it and for whom (`actor`, `account_id`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet

from simcare.cards.actions.edits import MOST_SELECTED
from simcare.kernel import audit, bell, outbox, progress
from simcare.operators.errors import JobImpossible, JobNeedsSecondPerson
from simcare.operators.events import CommandJobMoved, CommandJobWaits
from simcare.operators.models import Command, CommandJob
from simcare.operators.queries import jobs as queries
from simcare.operators.rules.jobs import JOBS, OPPOSITES
from simcare.operators.values.commands import CommandState
from simcare.operators.values.jobs import JobState, JobWish
from simcare.operators.values.platforms import Function

CHANNEL: Final = "simcare_jobs"
STOPPED: Final = "stopped"
MOST_CHARACTERS: Final = 70
"""One text in UCS-2, which carries every script (3GPP TS 23.038)."""


@transaction.atomic
def begin_job(
    *, wish: JobWish, most: int | None = None, key: str, actor: str = "provider", by: str, at: datetime
) -> CommandJob:
    """Want a command for many cards. The same key is the same job; above the policy's number it waits for a second.

    `most`: how many cards the person was told of; where more are meant by now, it is refused. Raises JobImpossible.
    """
    known = CommandJob.objects.filter(key=key).first()
    if known:
        return known
    _check(wish)
    cards = queries.meant(wish)
    total, last_id = cards.count(), cards.aggregate(last=Max("id"))["last"]
    if not total:
        raise JobImpossible("No card is chosen.")
    if most is not None and total > most:
        raise JobImpossible("More cards match by now: %(count)s. Look again before you confirm.", count=total)
    return _begin(
        wish.function,
        needs_second=queries.terms_at(at).needs_second(wish.function, total),
        total=total,
        last_id=last_id,
        key=key,
        account_id=wish.account_id,
        arguments=dict(wish.arguments),
        card_ids=None if wish.card_ids is None else list(wish.card_ids),
        filters=wish.filters.to_json(),
        actor=actor,
        reason=wish.reason.strip(),
        ordered_by=by,
        ordered_at=at,
    )


@transaction.atomic
def undo_job(*, job_id: int, actor: str = "provider", by: str, at: datetime) -> CommandJob:
    """Give the cards back what they had before the job changed them. Raises JobImpossible."""
    job = _locked(job_id)
    if not queries.can_undo(job):
        raise JobImpossible("This can't be undone: it still runs, changed nothing, or was undone already.")
    return _follow(job, OPPOSITES[Function(job.function)], queries.changed(job.id), actor, by, at, undoes=job)


@transaction.atomic
def retry_job(*, job_id: int, actor: str = "provider", by: str, at: datetime) -> CommandJob:
    """Try again what failed. Raises JobImpossible."""
    job = _locked(job_id)
    if not queries.can_retry(job):
        raise JobImpossible("There is nothing to try again: it still runs, nothing failed, or it is tried already.")
    return _follow(job, Function(job.function), queries.failed(job.id), actor, by, at, retries=job)


@transaction.atomic
def approve_job(*, job_id: int, by: str, at: datetime) -> CommandJob:
    """A second person agrees, and it begins. Raises JobNeedsSecondPerson for who wanted it, JobImpossible."""
    job = _to_decide(job_id, by)
    job.state, job.decided_by, job.decided_at = JobState.ORDERING, by, at
    job.save(update_fields=["state", "decided_by", "decided_at"])
    _note(job, "approved", by, at)
    bell.ring(CHANNEL)
    _tell(job)
    return job


@transaction.atomic
def refuse_job(*, job_id: int, reason: str, by: str, at: datetime) -> CommandJob:
    """A second person does not agree; the reason stays with it. Who wanted it may take it back so, too."""
    job = _waiting(job_id)
    if not reason.strip():
        raise JobImpossible("Say why not.")
    job.state, job.decided_by, job.decided_at, job.refusal = JobState.REFUSED, by, at, reason.strip()
    job.ended_at = at
    job.save(update_fields=["state", "decided_by", "decided_at", "refusal", "ended_at"])
    progress.finish(job.work, at=at)
    _note(job, "refused", by, at, why=job.refusal)
    _tell(job)
    return job


@transaction.atomic
def stop_job(*, job_id: int, by: str, at: datetime) -> CommandJob:
    """Send nothing more. What was sent is still read back, and what waits for people is taken from them."""
    job = _locked(job_id)
    if job.state not in {JobState.ORDERING, JobState.RUNNING}:
        raise JobImpossible("It does not run.")
    job.state = JobState.STOPPED
    job.save(update_fields=["state"])
    progress.ask_to_stop(job.work_id)
    unsent = Command.objects.filter(job=job, settled_at=None, attempts=0)
    ended = unsent.filter(state__in=[CommandState.QUEUED, CommandState.BY_HAND])
    ended.update(state=CommandState.FAILED, settled_at=at, reason=STOPPED)
    _note(job, "stopped", by, at)
    bell.ring(CHANNEL)
    _tell(job)
    return job


def _check(wish: JobWish) -> None:
    if wish.function not in JOBS:
        raise JobImpossible("This is done card by card: %(function)s.", function=wish.function)
    if not wish.reason.strip():
        raise JobImpossible("Say why: it stays with every one of the cards.")
    if wish.card_ids is not None and len(wish.card_ids) > MOST_SELECTED:
        raise JobImpossible(
            "A selection holds at most %(most)s cards; choose all that match instead.", most=MOST_SELECTED
        )
    if wish.function is Function.SEND_SMS and not 0 < len(wish.arguments.get("message", "")) <= MOST_CHARACTERS:
        raise JobImpossible("The text has at most %(most)s characters.", most=MOST_CHARACTERS)


def _follow(  # noqa: PLR0917  # what one job takes over from another
    job: CommandJob,
    function: Function,
    rows: QuerySet[Command],
    actor: str,
    by: str,
    at: datetime,
    **link: CommandJob,
) -> CommandJob:
    total = rows.count()
    return _begin(
        function,
        needs_second=queries.terms_at(at).needs_second(function, total),
        total=total,
        last_id=job.last_id,
        key=f"after:{job.id}:{queries.followers(job).count()}",
        account_id=job.account_id,
        arguments=job.arguments if "retries" in link else {},
        actor=actor,
        reason=job.reason,
        ordered_by=by,
        ordered_at=at,
        **link,
    )


def _begin(function: Function, *, needs_second: bool, total: int, **told: Any) -> CommandJob:  # Any: columns of a job
    work = progress.begin("command_job", by=told["ordered_by"], at=told["ordered_at"], total=total)
    state = JobState.WAITING if needs_second else JobState.ORDERING
    job = CommandJob.objects.create(function=function, work=work, state=state, **told)
    _note(job, "wanted", job.ordered_by, job.ordered_at, cards=total)
    if needs_second:
        outbox.publish(CommandJobWaits(job_id=job.id), subject=job.subject, account_id=job.account_id)
    else:
        bell.ring(CHANNEL)
        _tell(job)
    return job


def _to_decide(job_id: int, by: str) -> CommandJob:
    job = _waiting(job_id)
    if job.ordered_by == by:
        raise JobNeedsSecondPerson
    return job


def _waiting(job_id: int) -> CommandJob:
    job = _locked(job_id)
    if job.state != JobState.WAITING:
        raise JobImpossible("This was decided already.")
    return job


def _locked(job_id: int) -> CommandJob:
    """The job, held until the transaction ends. Raises NoSuchJob."""
    CommandJob.objects.select_for_update(of=("self",)).filter(id=job_id).first()
    return queries.get_job(job_id)


def _tell(job: CommandJob) -> None:
    outbox.publish(
        CommandJobMoved(job_id=job.id, done_count=job.work.done), subject=job.subject, account_id=job.account_id
    )


def _note(job: CommandJob, what: str, by: str, at: datetime, **more: object) -> None:
    after: Mapping[str, object] = {"function": job.function, "reason": job.reason, **more}
    links = {"undoes": job.undoes_id, "retries": job.retries_id}
    audit.record(
        f"command_job.{what}",
        by=by,
        at=at,
        subject=job.subject,
        account_id=job.account_id,
        after={**after, **{name: number for name, number in links.items() if number}},
    )
