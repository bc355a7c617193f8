"""Jobs: one command for many cards of the account, its progress and what came of each card."""

from typing import TYPE_CHECKING, Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Header, Path, Query
from ninja.responses import Status
from pydantic import AwareDatetime, Field

from simcare.accounts.values import Scope
from simcare.api.v1 import shapes
from simcare.api.v1.answers import answers
from simcare.api.v1.door import ApiKey, caller
from simcare.api.v1.errors import NoSuchJob, NoSuchJobCards
from simcare.api.v1.once import HEADER
from simcare.cards.queries import fleet
from simcare.cards.values import CardState, Filters
from simcare.kernel import clock
from simcare.operators.actions import jobs
from simcare.operators.queries import jobs as queries
from simcare.operators.values.commands import CommandState
from simcare.operators.values.jobs import JobState, JobWish
from simcare.operators.values.platforms import Function

if TYPE_CHECKING:
    from simcare.operators.models import Command, CommandJob

router = Router(tags=["jobs"])
READ, WRITE = ApiKey(Scope.CARDS_READ), ApiKey(Scope.CARDS_WRITE)
MOST: Final = 200
MOST_NAMED: Final = 1_000
CUSTOMER: Final = "customer"
Number = Annotated[int, Path(ge=1, le=shapes.LARGEST)]
OnceKey = Annotated[shapes.OnceKey, Header(alias=HEADER, description=shapes.ONCE)]
Command_ = Literal[
    Function.SUSPEND,
    Function.RESUME,
    Function.RESET_SESSION,
    Function.LOCK_IMEI,
    Function.UNLOCK_IMEI,
    Function.SEND_SMS,
    Function.REFRESH,
]


class Matching(Schema, extra="forbid"):
    """All cards of the account that match when the job begins."""

    q: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    state: CardState | None = None
    most: int = Field(ge=1, le=10_000_000, description="how many you count on; where more match, nothing is done")


class NewJob(Schema, extra="forbid"):
    """What to do to which cards: either those named, or all that match."""

    function: Command_
    reason: shapes.Line = Field(description="stays with every card")
    iccids: list[shapes.Iccid] | None = Field(default=None, min_length=1, max_length=MOST_NAMED)
    matching: Matching | None = None
    message: Annotated[str, Field(max_length=70, pattern=r"^[^\x00]*$")] = Field(default="", description="of send_sms")


class Results(Schema):
    """How many of its cards are how far."""

    waiting: int = Field(description="not sent yet, on the way, or read back")
    by_hand: int = Field(description="the platform has no such call: people do it")
    confirmed: int = Field(description="read back as wanted")
    same: int = Field(description="were as wanted before anything was sent")
    failed: int


class Job(Schema):
    """One command for many cards."""

    id: int
    function: Function
    state: JobState = Field(description="waiting: for a second person at the provider")
    reason: str
    card_count: int
    undoes: int | None
    retries: int | None
    ordered_at: AwareDatetime
    ended_at: AwareDatetime | None
    refusal: str = Field(description="why the second person did not agree")


class JobWhole(Job):
    """A job with how far it is."""

    results: Results


class Jobs(Schema):
    """Some jobs, the newest first."""

    items: list[Job]
    next_cursor: str | None


class JobCard(Schema):
    """What came of one card."""

    iccid: str
    state: CommandState
    reason: str = Field(description="code of why it failed")
    settled_at: AwareDatetime | None


class JobCards(Schema):
    """Some cards of a job."""

    items: list[JobCard]
    next_cursor: str | None


@router.post("/jobs", response=answers(JobWhole, 409, status=201), auth=WRITE, url_name="jobs")
def begin_job(request: HttpRequest, asked: NewJob, idempotency_key: OnceKey) -> Status[JobWhole]:
    """Begin it. Above the provider's number of cards it waits for a second person there."""
    key = caller(request)
    if (asked.iccids is None) == (asked.matching is None):
        raise NoSuchJobCards
    wish = JobWish(
        function=asked.function,
        arguments={"message": asked.message} if asked.function is Function.SEND_SMS else {},
        card_ids=_named(asked.iccids, key.account_id) if asked.iccids is not None else None,
        filters=_filters(asked.matching, key.account_id),
        account_id=key.account_id,
        reason=asked.reason,
    )
    most = asked.matching.most if asked.matching else None
    once = f"api:{key.id}:{idempotency_key}"
    job = jobs.begin_job(wish=wish, most=most, key=once, actor=CUSTOMER, by=f"key:{key.id}", at=clock.now())
    return Status(201, _whole(job))


@router.get("/jobs", response=answers(Jobs), auth=READ, url_name="jobs")
def list_jobs(
    request: HttpRequest,
    cursor: Annotated[int | None, Query(ge=1, le=shapes.LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Jobs:
    """The jobs that the account has begun."""
    found = queries.jobs_of_account(caller(request).account_id, before=cursor, size=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    return Jobs(items=[_job(job) for job in found[:limit]], next_cursor=following)


@router.get("/jobs/{number}", response=answers(JobWhole, 404), auth=READ, url_name="job")
def get_job(request: HttpRequest, number: Number) -> JobWhole:
    """One job and how far it is."""
    return _whole(_get(request, number))


@router.get("/jobs/{number}/cards", response=answers(JobCards, 404), auth=READ, url_name="job_cards")
def list_job_cards(
    request: HttpRequest,
    number: Number,
    state: Annotated[CommandState | None, Query()] = None,
    cursor: Annotated[int | None, Query(ge=1, le=shapes.LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> JobCards:
    """What came of each card, in the order in which they are taken."""
    job = _get(request, number)
    rows = queries.rows_of(job.id, state or "", after_card=cursor or 0, limit=limit + 1)
    following = str(rows[limit - 1].card_id) if len(rows) > limit else None
    return JobCards(items=[_card(row) for row in rows[:limit]], next_cursor=following)


@router.post("/jobs/{number}/stop", response=answers(JobWhole, 404, 409), auth=WRITE, url_name="job_stop")
def stop_job(request: HttpRequest, number: Number, idempotency_key: OnceKey) -> JobWhole:
    """Send nothing more; what was sent is still read back."""
    job = _get(request, number)
    return _whole(jobs.stop_job(job_id=job.id, by=_by(request), at=clock.now()))


@router.post("/jobs/{number}/undo", response=answers(JobWhole, 404, 409, status=201), auth=WRITE, url_name="job_undo")
def undo_job(request: HttpRequest, number: Number, idempotency_key: OnceKey) -> Status[JobWhole]:
    """A job that gives the cards back what they had, where the command has an opposite."""
    job = _get(request, number)
    return Status(201, _whole(jobs.undo_job(job_id=job.id, actor=CUSTOMER, by=_by(request), at=clock.now())))


@router.post("/jobs/{number}/retry", response=answers(JobWhole, 404, 409, status=201), auth=WRITE, url_name="job_retry")
def retry_job(request: HttpRequest, number: Number, idempotency_key: OnceKey) -> Status[JobWhole]:
    """A job that tries again what failed."""
    job = _get(request, number)
    return Status(201, _whole(jobs.retry_job(job_id=job.id, actor=CUSTOMER, by=_by(request), at=clock.now())))


def _by(request: HttpRequest) -> str:
    return f"key:{caller(request).id}"


def _get(request: HttpRequest, number: int) -> "CommandJob":
    """The account's own job; what the provider does to its cards is the provider's. Raises NoSuchJob."""
    job = queries.find_job_of(caller(request).account_id, number)
    if job is None:
        raise NoSuchJob
    return job


def _named(iccids: list[str], account_id: int) -> tuple[int, ...]:
    """The cards that are named; of others it is not said whether there are any. Raises NoSuchJobCards."""
    wanted = [iccid.upper() for iccid in iccids]
    found = {iccid: card for iccid, card in fleet.by_iccid(wanted).items() if card.account_id == account_id}
    if unknown := [iccid for iccid in wanted if iccid not in found]:
        raise NoSuchJobCards("This account has no card %(iccids)s.", iccids=unknown[:10])
    return tuple(dict.fromkeys(card.id for card in found.values()))


def _filters(matching: Matching | None, account_id: int) -> Filters:
    if matching is None:
        return Filters()
    return Filters.from_json({"words": matching.q, "state": matching.state or "", "account_id": account_id})


def _job(job: "CommandJob") -> Job:
    return Job(
        id=job.id,
        function=Function(job.function),
        state=JobState(job.state),
        reason=job.reason,
        card_count=job.work.total or 0,
        undoes=job.undoes_id,
        retries=job.retries_id,
        ordered_at=job.ordered_at,
        ended_at=job.ended_at,
        refusal=job.refusal,
    )


def _whole(job: "CommandJob") -> JobWhole:
    counted = queries.count_results(job.id)
    done = {name: counted[name] for name in ("by_hand", "confirmed", "same", "failed")}
    results = Results(waiting=max((job.work.total or 0) - sum(done.values()), 0), **done)
    return JobWhole(**_job(job).model_dump(), results=results)


def _card(row: "Command") -> JobCard:
    return JobCard(iccid=row.card.iccid, state=CommandState(row.state), reason=row.reason, settled_at=row.settled_at)
