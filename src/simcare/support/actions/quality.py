"""Days are rolled up from the tickets opened on them, anew whenever one of those changes; and who reads the month."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import TruncDate

from simcare.accounts.models import User
from simcare.clocks.models import Clock
from simcare.diagnosis.models import Verdict
from simcare.kernel import audit
from simcare.support.models import Entry, QualityDay, QualityMark, QualityReader, Ticket, VerdictDay
from simcare.support.rules.quality import spell
from simcare.support.values import EntryKind, TicketState

AGAIN_AFTER: Final = timedelta(minutes=5)
AT_ONCE: Final = 2_000
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
DESK: Final = "desk"


def roll_up_changed(*, at: datetime) -> int:
    """Roll up the days whose tickets or verdicts changed since the last time; returns how many. At most every 5 min."""
    mark = QualityMark.objects.first()
    since = mark.changed_until if mark else LONG_AGO
    if mark and at - since < AGAIN_AFTER:
        return 0
    tickets = Ticket.objects.filter(changed_at__gte=since).annotate(day=TruncDate("opened_at", tzinfo=UTC))
    days = sorted(tickets.order_by().values_list("day", flat=True).distinct())
    for day in days:
        roll_up_tickets(day=day, at=at)
    verdict_days = sorted(_verdict_days(since))
    for day in verdict_days:
        roll_up_verdicts(day=day)
    QualityMark.objects.update_or_create(id=mark.id if mark else 1, defaults={"changed_until": at})
    return len(days) + len(verdict_days)


@transaction.atomic
def roll_up_tickets(*, day: date, at: datetime) -> None:
    """Count the tickets opened on a day anew."""
    opened = Ticket.objects.filter(opened_at__gte=_start(day), opened_at__lt=_start(day + timedelta(days=1)))
    rows: dict[tuple[str, int | None, str, str], QualityDay] = {}
    waits: dict[tuple[str, int | None, str, str], list[float]] = defaultdict(list)
    last = 0
    while chunk := list(opened.filter(id__gt=last).order_by("id")[:AT_ONCE]):
        last = chunk[-1].id
        _count(chunk, rows, waits, day, at)
    for key, row in rows.items():
        row.waits = spell(waits[key])
    QualityDay.objects.filter(day=day).delete()
    QualityDay.objects.bulk_create(rows.values())


@transaction.atomic
def roll_up_verdicts(*, day: date) -> None:
    """Count the verdicts of a day anew; a correction is not one itself, it speaks about another."""
    given = Verdict.objects.filter(
        requested_at__gte=_start(day), requested_at__lt=_start(day + timedelta(days=1)), reason=""
    )
    put_right = Exists(Verdict.objects.filter(supersedes=OuterRef("id")).exclude(reason=""))
    counted = (
        given.annotate(is_wrong=put_right)
        .order_by()
        .values("primary_code", "platform")
        .annotate(verdicts=Count("id"), corrected=Count("id", filter=Q(is_wrong=True)))
    )
    VerdictDay.objects.filter(day=day).delete()
    VerdictDay.objects.bulk_create(
        VerdictDay(
            day=day,
            code=row["primary_code"],
            platform=row["platform"],
            verdicts=row["verdicts"],
            corrected=row["corrected"],
        )
        for row in counted
    )


def read_by_mail(*, user: User, language: str, wanted: bool, at: datetime) -> None:
    """From now on each month's report goes to this person by mail, or no longer."""
    if wanted:
        QualityReader.objects.update_or_create(user=user, defaults={"language": language, "since_at": at})
    else:
        QualityReader.objects.filter(user=user).delete()
    after = {"language": language if wanted else None}
    audit.record("quality.reader_changed", by=user.email, at=at, subject=f"user:{user.id}", after=after)


def _verdict_days(since: datetime) -> set[date]:
    """Days of new verdicts, and of those that were put right meanwhile."""
    new = Verdict.objects.filter(completed_at__gte=since)
    own = new.order_by().annotate(day=TruncDate("requested_at", tzinfo=UTC)).values_list("day", flat=True)
    wrong = new.exclude(reason="").order_by().annotate(day=TruncDate("supersedes__requested_at", tzinfo=UTC))
    return {*own.distinct(), *wrong.values_list("day", flat=True).distinct()}


def _count(
    tickets: Sequence[Ticket],
    rows: dict[tuple[str, int | None, str, str], QualityDay],
    waits: dict[tuple[str, int | None, str, str], list[float]],
    day: date,
    at: datetime,
) -> None:
    clocks = {
        clock.subject: clock for clock in Clock.objects.filter(subject__in=[each.key for each in tickets], kind="first")
    }
    said, again = _said(tickets), _reopened(tickets)
    for ticket in tickets:
        key = (ticket.channel, ticket.account_id, ticket.category, ticket.language)
        row = rows.setdefault(
            key, QualityDay(day=day, channel=key[0], account_id=key[1], category=key[2], language=key[3])
        )
        clock = clocks.get(ticket.key)
        is_late = clock is not None and (
            clock.breached_at or (not clock.answered_at and clock.due_at and clock.due_at <= at)
        )
        row.tickets += 1
        row.broken += bool(is_late)
        if clock and clock.answered_at:
            row.answered += 1
            row.kept += not is_late
            row.automatic += clock.answered_by == DESK
            waits[key].append((clock.answered_at - ticket.opened_at).total_seconds() / 60)
        row.reopened += ticket.id in again
        if ticket.state == TicketState.SOLVED:
            row.solved += 1
            row.solved_first += ticket.id in said and ticket.id not in again


def _said(tickets: Sequence[Ticket]) -> set[int]:
    """The tickets with one answer of ours, and no word of the customer after it."""
    entries = Entry.objects.filter(ticket__in=tickets, kind=EntryKind.MESSAGE, message__isnull=False).order_by()
    counted = entries.values("ticket_id").annotate(
        ours=Count("id", filter=Q(message__direction="out")),
        first_answer=Min("at", filter=Q(message__direction="out")),
        last_word=Max("at", filter=Q(message__direction="in", message__kind="message")),
    )
    return {
        row["ticket_id"]
        for row in counted
        if row["ours"] == 1 and (row["last_word"] is None or row["last_word"] <= row["first_answer"])
    }


def _reopened(tickets: Sequence[Ticket]) -> set[int]:
    """The tickets that were solved once and then taken up again, by us or by the customer's writing."""
    moves = Entry.objects.filter(ticket__in=tickets, kind=EntryKind.ACTION, text="state").order_by()
    solved = {
        row["ticket_id"]: row["first"]
        for row in moves.filter(data__to=TicketState.SOLVED).values("ticket_id").annotate(first=Min("at"))
    }
    by_us = moves.filter(data__from=TicketState.SOLVED, data__to=TicketState.OPEN).values_list("ticket_id", flat=True)
    return {*by_us, *_written_again(tickets, solved)}


def _written_again(tickets: Sequence[Ticket], solved: dict[int, datetime]) -> Iterable[int]:
    words = Entry.objects.filter(
        ticket__in=[ticket.id for ticket in tickets if ticket.id in solved],
        kind=EntryKind.MESSAGE,
        message__direction="in",
        message__kind="message",
    )
    last = words.order_by().values("ticket_id").annotate(last=Max("at"))
    return [row["ticket_id"] for row in last if row["last"] > solved[row["ticket_id"]]]


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
