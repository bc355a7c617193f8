"""The floor at a glance: what falls due, who carries how much, how old the waiting is, what was broken and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from simcare.clocks.models import Clock
from simcare.clocks.queries.promises import list_due_next
from simcare.support.models import Breach, Ticket
from simcare.support.queries.team import TeamLine, list_team
from simcare.support.values import TicketState

AGES: tuple[tuple[int, int | None], ...] = ((0, 1), (1, 4), (4, 12), (12, 24), (24, None))
"""Ages of open tickets that are counted together, in hours: from, until; None: and longer."""
GROUPS = ("cause", "channel", "account")


@dataclass(frozen=True)
class Floor:
    """All of it at one instant."""

    due_next: Sequence[Clock]
    team: Sequence[TeamLine]
    ages: Sequence[tuple[int, int | None, int]]
    breaches_by_hour: Sequence[int]
    open_count: int
    overdue_count: int


@dataclass(frozen=True)
class Share:
    """How many breaches fall to one cause, channel or account."""

    key: str
    name: str
    count: int


def see_floor(*, at: datetime, midnight: datetime) -> Floor:
    """The floor now; `midnight`: when the viewer's day began."""
    waiting = Ticket.objects.filter(state=TicketState.OPEN)
    counts = waiting.aggregate(
        all=Count("id"),
        overdue=Count("id", filter=Q(due_at__lte=at)),
        **{
            f"age_{number}": Count("id", filter=_opened_between(at, since, until))
            for number, (since, until) in enumerate(AGES)
        },
    )
    return Floor(
        due_next=list_due_next(12),
        team=list_team(at=at),
        ages=[(since, until, counts[f"age_{number}"]) for number, (since, until) in enumerate(AGES)],
        breaches_by_hour=_by_hour(midnight),
        open_count=counts["all"],
        overdue_count=counts["overdue"],
    )


def _opened_between(at: datetime, since: int, until: int | None) -> Q:
    """Older than `since` hours, and no older than `until`."""
    old = Q(opened_at__lte=at - timedelta(hours=since))
    return old if until is None else old & Q(opened_at__gt=at - timedelta(hours=until))


def list_breaches(
    *, since_at: datetime, until_at: datetime, cause: str = "", channel: str = "", account: str = ""
) -> QuerySet[Breach]:
    """The breaches of [since, until), the latest first, narrowed to one cause, channel or account."""
    found = Breach.objects.filter(breached_at__gte=since_at, breached_at__lt=until_at)
    if cause:
        found = found.filter(cause=cause)
    if channel:
        found = found.filter(channel=channel)
    if account:
        number = int(account) if account.isdecimal() else 0
        found = found.filter(account_id=number) if number else found.filter(account=None)
    return found.select_related("ticket__assignee", "account", "clock").order_by("-breached_at", "-id")


def share_breaches(breaches: QuerySet[Breach], group: str) -> list[Share]:
    """How they fall into groups, the most first."""
    by = {"account": ("account_id", "account__name")}.get(group, (group, group))
    rows = breaches.order_by().values(*dict.fromkeys(by)).annotate(count=Count("id")).order_by("-count", by[1])
    return [Share(str(row[by[0]] or "0"), str(row[by[1]] or ""), row["count"]) for row in rows]


def count_by_hour_of_week(breaches: QuerySet[Breach], zone: ZoneInfo) -> list[list[int]]:
    """How many fall into each hour of the week by the wall clock of a zone: seven rows of 24, Monday first."""
    counts = [[0] * 24 for _day in range(7)]
    hours = breaches.order_by().annotate(
        day=ExtractIsoWeekDay("breached_at", tzinfo=zone), hour=ExtractHour("breached_at", tzinfo=zone)
    )
    for row in hours.values("day", "hour").annotate(count=Count("id")):
        counts[row["day"] - 1][row["hour"]] = row["count"]
    return counts


def _by_hour(midnight: datetime) -> list[int]:
    counts = [0] * 24
    today = Breach.objects.filter(breached_at__gte=midnight, breached_at__lt=midnight + timedelta(days=1))
    for moment in today.values_list("breached_at", flat=True):
        counts[min(23, int((moment - midnight) / timedelta(hours=1)))] += 1
    return counts
