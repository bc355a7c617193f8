"""What the pages show of work on many cards: plain values, and how they come from rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from simcare.operators.queries import jobs as queries
from simcare.operators.queries import title_of
from simcare.web.staff.job_words import RESULTS, WAYS, why
from simcare.web.staff.remedy_words import REMEDIES, RemedyWord, name_of

if TYPE_CHECKING:
    from simcare.operators.models import Command, CommandJob
    from simcare.operators.values.jobs import Outlook

SECONDS_A_MINUTE = 60


@dataclass(frozen=True)
class ShareRow:
    """Cards of a platform that share a fate."""

    platform: str
    how: str
    count: int
    same: int = 0
    why: str = ""

    @property
    def is_by_hand(self) -> bool:
        return self.how == "by_hand"

    @property
    def way(self) -> str:
        return str(WAYS[self.how])


@dataclass(frozen=True)
class OutlookView:
    """What a job would do, said before it is begun."""

    function: str
    count: int
    shares: tuple[ShareRow, ...] = ()
    same: int = 0
    under_way: int = 0
    minutes: int = 0
    needs_second: bool = False
    due_at: datetime | None = None

    @property
    def word(self) -> RemedyWord:
        return REMEDIES[self.function]

    @property
    def acts(self) -> bool:
        """Whether anything would come of it."""
        return any(share.how != "refused" for share in self.shares)


@dataclass(frozen=True)
class JobView:
    """One job and how far it is. `state` is a key of `job_words.STATES`, each result one of `job_words.RESULTS`."""

    id: int
    function: str
    state: str
    by: str
    at: datetime
    total: int
    done: int
    why: str = ""
    message: str = ""
    results: tuple[tuple[str, str, int], ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    undoes: int | None = None
    retries: int | None = None
    followers: tuple[int, ...] = ()
    decided_by: str = ""
    refusal: str = ""
    due_at: datetime | None = None
    by_hand: int = 0
    may_stop: bool = False
    may_undo: bool = False
    may_retry: bool = False

    @property
    def name(self) -> str:
        return name_of(self.function)

    @property
    def is_at_work(self) -> bool:
        return self.state in ("ordering", "running", "stopped")

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


@dataclass(frozen=True)
class CardResult:
    """What came of one card of a job."""

    iccid: str
    account: str
    state: str
    why: str
    at: datetime | None


def outlook_of(function: str, seen: "Outlook", due_at: datetime | None) -> OutlookView:
    """What a job would do; `due_at` is by when people would have done what no platform has a call for."""
    return OutlookView(
        function,
        seen.count,
        tuple(
            ShareRow(title_of(each.platform), each.how, each.count, each.same, why(each.why)) for each in seen.shares
        ),
        seen.same,
        seen.under_way,
        -(-seen.seconds // SECONDS_A_MINUTE),
        seen.needs_second,
        due_at if seen.counted("by_hand") else None,
    )


def job_of(job: "CommandJob", **more: object) -> JobView:
    """A job for a list; its own page adds `more`."""
    told: Mapping[str, object] = more
    return JobView(
        id=job.id,
        function=job.function,
        state=job.state,
        by=job.ordered_by,
        at=job.ordered_at,
        total=job.work.total or 0,
        done=job.work.done,
        why=job.reason,
        message=str(job.arguments.get("message", "")),
        undoes=job.undoes_id,
        retries=job.retries_id,
        decided_by=job.decided_by,
        refusal=job.refusal,
        due_at=job.due_at,
        **told,  # type: ignore[arg-type]  # fields of the view, by name
    )


def job_in_full(job: "CommandJob", counts: Mapping[str, int], *, may_change: bool = True) -> JobView:
    """A job for its own page, with what came of it and what its reader may do to it."""
    return job_of(
        job,
        results=results_of(counts),
        reasons=tuple((why(reason), count) for reason, count in queries.count_reasons(job.id)),
        by_hand=counts["by_hand"],
        followers=tuple(queries.followers(job).values_list("id", flat=True)),
        may_stop=may_change and job.state in ("ordering", "running"),
        may_undo=may_change and queries.can_undo(job),
        may_retry=may_change and queries.can_retry(job),
    )


def results_of(counts: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    """The counts in the order and the words of the page: state, words, how many; those that are nought are left out."""
    return tuple((state, str(word.text), counts[state]) for state, word in RESULTS.items() if counts.get(state))


def cards_of(commands: "Iterable[Command]") -> tuple[CardResult, ...]:
    """Rows of a job."""
    return tuple(
        CardResult(
            command.card.iccid,
            command.card.account.name if command.card.account else "",
            "same" if command.state == "confirmed" and not command.attempts and not command.due_at else command.state,
            why(command.reason),
            command.settled_at or command.sent_at,
        )
        for command in commands
    )
