"""Reads of jobs: what one would do, how far one is, and what came of each card."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from simcare.cards.models import Card
from simcare.cards.queries.lists import chosen
from simcare.kernel import policy
from simcare.operators.connectors import CONNECTORS
from simcare.operators.errors import NoSuchJob
from simcare.operators.models import Command, CommandJob, Platform
from simcare.operators.rules.commands import rivals
from simcare.operators.rules.jobs import CALLED, JOBS, OPPOSITES, Group, JobTerms, seconds_of, shares
from simcare.operators.values.commands import CommandState
from simcare.operators.values.jobs import JobState, JobWish, Outlook
from simcare.operators.values.platforms import Capabilities, Function

__all__ = ["JOBS"]
POLICY: Final = "command_jobs"
SAME: Final = "same"
"""Counted apart from the confirmed: cards that were as wanted before anything was sent."""


def outlook(wish: JobWish, at: datetime) -> Outlook:
    """What it would do to which cards, as far as is known without asking the platforms."""
    cards = meant(wish)
    groups = [Group(*row) for row in _grouped(cards)]
    shared = shares(wish.function, groups, abilities())
    rates = dict(Platform.objects.values_list("name", "calls_per_second"))
    rival = Command.objects.filter(settled_at=None, function__in=rivals(wish.function), card__in=cards)
    called = sum(share.count for share in shared if share.how == CALLED)
    return Outlook(
        shared,
        under_way=rival.count() if called else 0,
        seconds=seconds_of(shared, rates),
        needs_second=terms_at(at).needs_second(wish.function, sum(group.count for group in groups)),
    )


def meant(wish: JobWish) -> QuerySet[Card]:
    """The cards that are meant."""
    cards = chosen(wish.card_ids, wish.filters)
    return cards if wish.account_id is None else cards.filter(account_id=wish.account_id)


def terms_at(at: datetime) -> JobTerms:
    """From how many cards on a second person has to agree."""
    return JobTerms.of(policy.terms(POLICY, at).values)


def abilities() -> Mapping[str, Capabilities]:
    """What each platform that is set up can do, by its name."""
    kinds = Platform.objects.values_list("name", "connector")
    return {name: CONNECTORS[kind].capabilities for name, kind in kinds if kind in CONNECTORS}


def get_job(job_id: int) -> CommandJob:
    """One job. Raises NoSuchJob."""
    found = CommandJob.objects.select_related("work", "undoes", "retries").filter(id=job_id).first()
    if found is None:
        raise NoSuchJob
    return found


def list_jobs(limit: int = 50) -> list[CommandJob]:
    """The latest jobs first."""
    return list(CommandJob.objects.select_related("work").order_by("-id")[:limit])


def jobs_of_account(account_id: int, *, before: int | None = None, size: int) -> list[CommandJob]:
    """The jobs that an account has begun, the newest first, from before a number on."""
    found = CommandJob.objects.select_related("work").filter(account_id=account_id).order_by("-id")
    return list((found.filter(id__lt=before) if before else found)[:size])


def find_job_of(account_id: int, job_id: int) -> CommandJob | None:
    """One of them; None for any other."""
    return CommandJob.objects.select_related("work").filter(account_id=account_id, id=job_id).first()


def for_people() -> QuerySet[CommandJob]:
    """Jobs that wait for people: for a second person, or for what is done by hand."""
    by_hand = Command.objects.filter(job=OuterRef("id"), state=CommandState.BY_HAND)
    return CommandJob.objects.filter(Q(state=JobState.WAITING) | Exists(by_hand), ended_at=None)


def list_waiting_jobs() -> list[CommandJob]:
    """Jobs that wait for a second person, the oldest first."""
    waiting = CommandJob.objects.filter(ended_at=None, state=JobState.WAITING)
    return list(waiting.select_related("work").order_by("id"))


def list_jobs_by_hand() -> list[tuple[CommandJob, int]]:
    """Jobs of which people must do something by hand, the nearest deadline first, each with for how many cards."""
    open_tasks = Q(commands__state=CommandState.BY_HAND)
    jobs = CommandJob.objects.filter(ended_at=None, due_at__isnull=False).annotate(
        left=Count("commands", filter=open_tasks)
    )
    return [(job, job.left) for job in jobs.order_by("due_at") if job.left]


def count_results(job_id: int) -> dict[str, int]:
    """How many of a job's commands are in each state, and of the confirmed, how many needed nothing."""
    counted = Command.objects.filter(job_id=job_id).order_by().values_list("state").annotate(count=Count("id"))
    found = {state.value: 0 for state in CommandState} | dict(counted)
    same = unchanged().filter(job_id=job_id).count() if found[CommandState.CONFIRMED] else 0
    return {**found, CommandState.CONFIRMED: found[CommandState.CONFIRMED] - same, SAME: same}


def unchanged() -> QuerySet[Command]:
    """Commands of jobs that found their card as wanted, and sent nothing."""
    return Command.objects.filter(state=CommandState.CONFIRMED, attempts=0, due_at=None)


def changed(job_id: int) -> QuerySet[Command]:
    """Commands of a job that changed their card: sent, or done by hand, and proven."""
    confirmed = Command.objects.filter(job_id=job_id, state=CommandState.CONFIRMED)
    return confirmed.filter(Q(attempts__gt=0) | Q(due_at__isnull=False))


def failed(job_id: int) -> QuerySet[Command]:
    """Commands of a job that did not come about."""
    return Command.objects.filter(job_id=job_id, state=CommandState.FAILED)


def count_reasons(job_id: int) -> list[tuple[str, int]]:
    """Why commands of a job failed, the most frequent reason first."""
    counted = failed(job_id).order_by().values_list("reason").annotate(count=Count("id"))
    return list(counted.order_by("-count", "reason"))


def rows_of(job_id: int, state: str = "", *, after_card: int = 0, limit: int = 100) -> list[Command]:
    """A job's commands in the order of their cards, those of one state if it is named; `limit` of them at a time."""
    rows = Command.objects.filter(job_id=job_id, card_id__gt=after_card).select_related("card__account")
    match state:
        case "":
            pass
        case "same":
            rows = rows.filter(id__in=unchanged().filter(job_id=job_id).values("id"))
        case CommandState.CONFIRMED:
            rows = rows.filter(id__in=changed(job_id).values("id"))
        case _:
            rows = rows.filter(state=state)
    return list(rows.order_by("card_id")[:limit])


def followers(job: CommandJob) -> QuerySet[CommandJob]:
    """Jobs that undo it or try it again, the latest first."""
    return CommandJob.objects.filter(Q(undoes=job) | Q(retries=job)).order_by("-id")


def has_open(job_id: int) -> bool:
    """Whether a command of the job has not ended."""
    return Command.objects.filter(job_id=job_id, settled_at=None).exists()


def can_undo(job: CommandJob) -> bool:
    """Whether it is over, gave something that can be given back, and was not undone yet."""
    is_undone = CommandJob.objects.filter(undoes=job).exclude(state=JobState.REFUSED).exists()
    if job.state != JobState.DONE or job.undoes_id or is_undone:
        return False
    return Function(job.function) in OPPOSITES and changed(job.id).exists()


def can_retry(job: CommandJob) -> bool:
    """Whether it is over, something failed, and that is not being tried again already."""
    is_tried = CommandJob.objects.filter(retries=job).exclude(state=JobState.REFUSED).exists()
    return job.state == JobState.DONE and not is_tried and failed(job.id).exists()


def _grouped(cards: QuerySet[Card]) -> QuerySet[Card, tuple[str, str, bool, int]]:
    with_imei = cards.order_by().annotate(has_imei=ExpressionWrapper(Q(imei__gt=""), BooleanField()))
    return (
        with_imei.values("platform", "state", "has_imei")
        .annotate(count=Count("id"))
        .values_list("platform", "state", "has_imei", "count")
    )
