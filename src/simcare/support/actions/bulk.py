"""One deed on many tickets: begun at once, done in the background, each row on its own.

A step does some rows in one transaction, each in a savepoint: what a row changes and that it is done are written
together, so a kill in the middle repeats nothing and forgets nothing. A row that fails says why and holds nobody up.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from simcare.accounts.models import User
from simcare.accounts.permissions import require
from simcare.kernel import audit, bell, points, progress
from simcare.kernel.errors import SimcareError
from simcare.kernel.models import Work
from simcare.support.actions.deeds import DEEDS, Deed, Doing
from simcare.support.errors import BulkImpossible, NoSuchBulk, NoSuchTicket
from simcare.support.models import Bulk, BulkRow, Ticket
from simcare.support.queries.filters import TicketFilter
from simcare.support.values import BulkState, RowState

CHANNEL: Final = "simcare_bulk"
KIND: Final = "tickets.bulk"
UNDO: Final = "undo"
AT_ONCE: Final = 20
MOST_SELECTED: Final = 5_000


@transaction.atomic
def begin(
    *,
    deed: str,
    argument: str,
    ticket_ids: Sequence[int] | None = None,
    asked: TicketFilter | None = None,
    user: User,
    at: datetime,
) -> Bulk:
    """Start a deed on a selection, or on all tickets of a filter. Raises BulkImpossible and NotAllowed."""
    known = DEEDS.get(deed)
    if known is None:
        raise BulkImpossible("Choose what to do.")
    require(user.role, known.permission)
    known.check(argument)
    if ticket_ids is not None and len(ticket_ids) > MOST_SELECTED:
        raise BulkImpossible(
            "A selection holds at most %(most)s tickets; choose all that match instead.", most=MOST_SELECTED
        )
    chosen = Ticket.objects.filter(id__in=ticket_ids) if ticket_ids is not None else _of(asked, user, at)
    bulk = _begin(deed, argument, user, at)
    _add_rows(bulk, chosen.order_by("id").values_list("id", "account_id"))
    return _start(bulk, at)


@transaction.atomic
def undo(*, bulk_id: int, user: User, at: datetime) -> Bulk:
    """Give the tickets back what they had, where they still have what the bulk gave them. Raises BulkImpossible."""
    done = get_bulk(bulk_id)
    if not can_undo(done):
        raise BulkImpossible("It can't be undone: it still runs, was undone already, or customers have read it.")
    require(user.role, DEEDS[done.deed].permission)
    bulk = _begin(UNDO, done.argument, user, at, undoes=done)
    changed = BulkRow.objects.filter(bulk=done, state=RowState.DONE)
    _add_rows(bulk, changed.order_by("ticket_id").values_list("ticket_id", "account_id"))
    return _start(bulk, at)


@transaction.atomic
def stop(*, bulk_id: int, by: str, at: datetime) -> None:
    """Stop after the rows it is at; what is done stays done."""
    bulk = get_bulk(bulk_id)
    if bulk.state == BulkState.RUNNING:
        progress.ask_to_stop(bulk.work_id)
        audit.record("bulk.stopped", by=by, at=at, subject=f"bulk:{bulk.id}")


@transaction.atomic
def go_on(*, bulk_id: int, user: User, at: datetime) -> Bulk:
    """Do what is left, and try again what failed. Raises BulkImpossible while it runs, or when nothing is left."""
    bulk = get_bulk(bulk_id)
    if bulk.state == BulkState.RUNNING:
        raise BulkImpossible("It is running.")
    require(user.role, _deed_of(bulk).permission)
    BulkRow.objects.filter(bulk=bulk, state=RowState.FAILED).update(
        state=RowState.WAITING, problem="", problem_values={}
    )
    if not BulkRow.objects.filter(bulk=bulk, state=RowState.WAITING).exists():
        raise BulkImpossible("Nothing is left to do.")
    Bulk.objects.filter(id=bulk.id).update(state=BulkState.RUNNING, ended_at=None)
    Work.objects.filter(id=bulk.work_id).update(stop_wanted=False, finished_at=None)
    audit.record("bulk.went_on", by=user.email, at=at, subject=f"bulk:{bulk.id}")
    bell.ring(CHANNEL)
    return get_bulk(bulk_id)


def can_undo(bulk: Bulk) -> bool:
    """Whether it is over, was not undone yet, and can be given back."""
    is_over = bulk.state != BulkState.RUNNING and bulk.undoes_id is None
    return is_over and DEEDS[bulk.deed].undo is not None and not Bulk.objects.filter(undoes=bulk).exists()


def get_bulk(bulk_id: int) -> Bulk:
    """One bulk with its progress. Raises NoSuchBulk."""
    bulk = Bulk.objects.select_related("work", "undoes", "user").filter(id=bulk_id).first()
    if bulk is None:
        raise NoSuchBulk
    return bulk


def run(*, bulk_id: int, at: datetime) -> int:
    """Do all rows that are left; returns how many steps that took."""
    steps = 0
    while _step(bulk_id, at):
        points.reach("support.bulk.after_commit")
        steps += 1
    return steps


def _of(asked: TicketFilter | None, user: User, at: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter((asked or TicketFilter()).q(me=user.id, at=at))


def _begin(deed: str, argument: str, user: User, at: datetime, undoes: Bulk | None = None) -> Bulk:
    work = progress.begin(KIND, by=user.email, at=at)
    return Bulk.objects.create(
        deed=deed, argument=argument, work=work, user=user, by=user.email, begun_at=at, undoes=undoes
    )


def _start(bulk: Bulk, at: datetime) -> Bulk:
    total = BulkRow.objects.filter(bulk=bulk).count()
    if not total:
        raise BulkImpossible("No ticket is chosen.")
    Work.objects.filter(id=bulk.work_id).update(total=total)
    after = {"deed": bulk.deed, "tickets": total, **({"undoes": bulk.undoes_id} if bulk.undoes_id else {})}
    audit.record("bulk.begun", by=bulk.by, at=at, subject=f"bulk:{bulk.id}", after=after)
    bell.ring(CHANNEL)
    return bulk


@transaction.atomic
def _step(bulk_id: int, at: datetime) -> bool:
    """Some rows; whether more may be left."""
    bulk = Bulk.objects.select_for_update(of=("self",), skip_locked=True).filter(id=bulk_id).first()
    if bulk is None or bulk.state != BulkState.RUNNING:
        return False
    work = Work.objects.get(id=bulk.work_id)
    if work.stop_wanted:
        return _end(bulk, work, BulkState.STOPPED, at)
    rows = list(BulkRow.objects.filter(bulk=bulk, state=RowState.WAITING).order_by("id")[:AT_ONCE])
    if not rows:
        return _end(bulk, work, BulkState.DONE, at)
    deed, user = _deed_of(bulk), User.objects.get(id=bulk.user_id)
    given = {row.ticket_id: row for row in BulkRow.objects.filter(bulk_id=bulk.undoes_id or 0, ticket__in=_ids(rows))}
    for row in rows:
        _do(row, bulk, deed, user, given.get(row.ticket_id), at)
    Work.objects.filter(id=work.id).update(done=BulkRow.objects.filter(bulk=bulk).exclude(state="waiting").count())
    points.reach("support.bulk.before_commit")
    return True


def _do(row: BulkRow, bulk: Bulk, deed: Deed, user: User, given: BulkRow | None, at: datetime) -> None:  # noqa: PLR0917  # all that one row is decided by
    try:
        with transaction.atomic():
            require(user.role if user.is_active else "", deed.permission)
            row.state = _changed(row, bulk, deed, given, at)
    except SimcareError as refusal:
        row.state, row.problem, row.problem_values = RowState.FAILED, refusal.words, refusal.values
    row.save(update_fields=["state", "problem", "problem_values", "before", "after"])


def _changed(row: BulkRow, bulk: Bulk, deed: Deed, given: BulkRow | None, at: datetime) -> RowState:
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(id=row.ticket_id).first()
    if ticket is None:
        raise NoSuchTicket
    doing = Doing(ticket, bulk.argument, f"bulk:{bulk.id}:{row.ticket_id}", bulk.by, at)
    if given is not None:
        if deed.undo is None or deed.seen(ticket) != given.after:
            raise BulkImpossible("It was changed since.")
        deed.undo(doing, given.before or {})
        return RowState.DONE
    if deed.is_same(ticket, bulk.argument):
        return RowState.SAME
    row.before = deed.seen(ticket)
    deed.do(doing)
    row.after = deed.seen(Ticket.objects.get(id=ticket.id))
    return RowState.DONE


def _end(bulk: Bulk, work: Work, state: BulkState, at: datetime) -> bool:
    Bulk.objects.filter(id=bulk.id).update(state=state, ended_at=at)
    counts = count_rows(bulk.id)
    progress.finish(work, at=at, result=counts)
    told = {"state": state.value, **counts}
    audit.record("bulk.ended", by=bulk.by, at=at, subject=f"bulk:{bulk.id}", after=told)
    return False


def count_rows(bulk_id: int) -> dict[str, int]:
    """How many rows are in each state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM support_bulkrow WHERE bulk_id = %s GROUP BY state", [bulk_id])
        counted: dict[str, int] = dict(cursor.fetchall())
    return {state.value: counted.get(state.value, 0) for state in RowState}


def _deed_of(bulk: Bulk) -> Deed:
    return DEEDS[bulk.undoes.deed if bulk.undoes else bulk.deed]


def _add_rows(bulk: Bulk, found: "Iterable[tuple[int, int | None]]") -> None:
    BulkRow.objects.bulk_create(
        (BulkRow(bulk=bulk, ticket_id=ticket_id, account_id=account_id) for ticket_id, account_id in found),
        batch_size=2_000,
    )


def _ids(rows: Sequence[BulkRow]) -> list[int]:
    return [row.ticket_id for row in rows]
