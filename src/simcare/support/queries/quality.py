"""How well the desk does: promises kept, times, first-contact resolution, and how often verdicts stand (IV, I.1).

Everything is read from daily sums, so a year costs what its days cost; each figure names its tickets on demand.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Concat

from simcare.accounts.models import Account
from simcare.clocks.models import Clock
from simcare.support.models import Entry, QualityDay, QualityReader, QualityReport, Ticket, VerdictDay
from simcare.support.rules.quality import COUNTS, Sums, percent
from simcare.support.values import EntryKind, TicketState

BY: Final = ("channel", "account", "category", "language")
WEEKLY_FROM: Final = timedelta(days=62)
"""A longer span is drawn by weeks."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which tickets are spoken of: opened in [from, until), of these kinds; empty says nothing."""

    from_day: date
    until_day: date
    channel: str = ""
    account_id: int | None = None
    category: str = ""
    language: str = ""

    @property
    def is_weekly(self) -> bool:
        return self.until_day - self.from_day > WEEKLY_FROM


@dataclass(frozen=True)
class Agreement:
    """How often verdicts stood: of a check or a connector."""

    name: str
    verdicts: int
    corrected: int

    @property
    def kept_percent(self) -> float | None:
        return percent(self.verdicts - self.corrected, self.verdicts)


@dataclass(frozen=True)
class Figures:
    """All figures of a span: whole, along its days or weeks, and by each kind."""

    whole: Sums
    points: Sequence[tuple[date, Sums]]
    by: Mapping[str, Sequence[tuple[str, str, Sums]]]
    checks: Sequence[Agreement]
    connectors: Sequence[Agreement]

    @property
    def agreement(self) -> Agreement:
        return Agreement("", sum(each.verdicts for each in self.checks), sum(each.corrected for each in self.checks))


def figures_of(span: Span) -> Figures:
    """The figures of a span. Groups come with (key, name, sums), the most tickets first."""
    rows = list(_days(span).values("day", "account_id", "channel", "category", "language", "waits", *COUNTS))
    names = dict(Account.objects.filter(id__in={row["account_id"] for row in rows}).values_list("id", "name"))
    whole = Sums()
    points: dict[date, Sums] = {day: Sums() for day in _points(span)}
    groups: dict[str, dict[str, Sums]] = {name: defaultdict(Sums) for name in BY}
    for row in rows:
        keys = {"account": str(row["account_id"] or ""), **{name: row[name] for name in BY if name != "account"}}
        for sums in (whole, points[_point(row["day"], span)], *(groups[name][key] for name, key in keys.items())):
            sums.add(row, row["waits"])
    return Figures(
        whole,
        sorted(points.items()),
        {name: _ordered(found, names if name == "account" else {}) for name, found in groups.items()},
        _agreements(span, "code"),
        _agreements(span, "platform"),
    )


FIGURES: Final[dict[str, Callable[[], Q]]] = {
    "tickets": Q,
    "kept": lambda: Q(is_answered=True, is_broken=False),
    "broken": lambda: Q(is_broken=True),
    "automatic": lambda: Q(is_automatic=True),
    "solved": lambda: Q(state=TicketState.SOLVED),
    "reopened": lambda: Q(is_reopened=True),
}
"""Which tickets stand behind a figure."""


def tickets_behind(span: Span, figure: str, at: datetime) -> QuerySet[Ticket]:
    """The tickets of a figure, the newest first."""
    asked = Ticket.objects.filter(opened_at__gte=_start(span.from_day), opened_at__lt=_start(span.until_day))
    said = {"channel": span.channel, "category": span.category, "language": span.language, "account": span.account_id}
    asked = asked.filter(**{name: value for name, value in said.items() if value})
    key = Concat(Value("ticket:"), Cast(OuterRef("id"), TextField()), output_field=TextField())
    first = Clock.objects.filter(subject=key, kind="first")
    late = Q(breached_at__isnull=False) | Q(answered_at=None, due_at__lte=at)
    moves = Entry.objects.filter(ticket=OuterRef("id"), kind=EntryKind.ACTION, text="state")
    asked = asked.annotate(
        is_answered=Exists(first.filter(answered_at__isnull=False)),
        is_broken=Exists(first.filter(late)),
        is_automatic=Exists(first.filter(answered_by="desk")),
        is_reopened=Exists(moves.filter(data__from=TicketState.SOLVED, data__to=TicketState.OPEN)),
    )
    return asked.filter(FIGURES.get(figure, Q)()).order_by("-id")


def list_reports(limit: int = 60) -> list[QualityReport]:
    """The monthly reports that were made, the newest first."""
    return list(QualityReport.objects.select_related("file").order_by("-month", "language")[:limit])


def find_reader(user_id: int) -> QualityReader | None:
    """Whether this person gets each month's report by mail."""
    return QualityReader.objects.filter(user_id=user_id).first()


def kept_of_account(account_id: int, since: date) -> tuple[int, int]:
    """Promises of a first response to an account since a day: how many were kept, of how many."""
    told = QualityDay.objects.filter(account_id=account_id, day__gte=since).aggregate(
        kept=Sum("kept"), broken=Sum("broken")
    )
    kept, broken = told["kept"] or 0, told["broken"] or 0
    return kept, kept + broken


def _days(span: Span) -> QuerySet[QualityDay]:
    days = QualityDay.objects.filter(day__gte=span.from_day, day__lt=span.until_day)
    said = {
        "channel": span.channel,
        "category": span.category,
        "language": span.language,
        "account_id": span.account_id,
    }
    return days.filter(**{name: value for name, value in said.items() if value})


def _points(span: Span) -> list[date]:
    days = [span.from_day + timedelta(days=number) for number in range((span.until_day - span.from_day).days)]
    return sorted({_point(day, span) for day in days})


def _point(day: date, span: Span) -> date:
    """The day itself, or the Monday of its week where a span is long."""
    return day - timedelta(days=day.weekday()) if span.is_weekly else day


def _ordered(found: Mapping[str, Sums], names: Mapping[int, str]) -> list[tuple[str, str, Sums]]:
    named = [(key, names.get(int(key), "") if names and key else key, sums) for key, sums in found.items()]
    return sorted(named, key=lambda row: -row[2].tickets)


def _agreements(span: Span, by: str) -> list[Agreement]:
    days: QuerySet[Any] = VerdictDay.objects.filter(day__gte=span.from_day, day__lt=span.until_day)
    counted = days.order_by().values_list(by).annotate(given=Sum("verdicts"), wrong=Sum("corrected"))
    return sorted((Agreement(*row) for row in counted), key=lambda each: -each.verdicts)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def count_open(account_ids: Sequence[int]) -> dict[int, int]:
    """How many tickets of these accounts are not solved."""
    unsolved = Ticket.objects.filter(account_id__in=account_ids).exclude(state=TicketState.SOLVED).order_by()
    counted = unsolved.values_list("account_id").annotate(count=Count("id"))
    return {account_id: count for account_id, count in counted if account_id is not None}
