"""The supervisor's pages: the floor live, broken promises by cause, who is on call; and holding a ticket's clocks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.accounts.queries import list_staff
from simcare.cards.queries.lists import names_of_accounts
from simcare.clocks import actions as clocks
from simcare.clocks.queries.rotas import list_watches
from simcare.kernel import clock
from simcare.kernel.sheets import MEDIA_TYPES, write_table
from simcare.support.actions import escalations, holds
from simcare.support.queries import supervision
from simcare.support.queries.escalations import list_unanswered
from simcare.web.staff import remedy_words
from simcare.web.staff.around import draw_page
from simcare.web.staff.code_words import CHANNELS
from simcare.web.staff.door import back, deed, needs, page, staff, who
from simcare.web.staff.pages import Promise
from simcare.web.staff.spans import target
from simcare.web.staff.week_chart import WeekChart

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from simcare.support.models import Breach

DAYS = 30
SHOWN = 100
COLUMNS = ("ticket", "account", "channel", "promise", "opened_at", "due_at", "answered_at", "cause", "assignee")


@page
@needs(Deed.SEE_TEAM)
def floor(request: HttpRequest) -> HttpResponse:
    """The floor; the page draws itself anew when something happens."""
    at = clock.now()
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = supervision.see_floor(at=at, midnight=midnight)
    return draw_page(
        request,
        "supervision.html",
        here="supervision",
        seen=seen,
        due_next=[
            (each, _ticket_of(each.subject), Promise(each.kind, each.due_at, each.opened_at)) for each in seen.due_next
        ],
        calls=list_unanswered(),
        ages=_bars([(age_name(since, until), count) for since, until, count in seen.ages]),
        hours=_bars([(f"{hour:02}:00", count) for hour, count in enumerate(seen.breaches_by_hour)]),
        breach_count=sum(seen.breaches_by_hour),
        on_call=_names({user for watch in list_watches(at) for user in watch.on_call}),
    )


@page
@needs(Deed.SEE_TEAM)
def breaches(request: HttpRequest) -> HttpResponse:
    """Broken promises by cause, channel, account and hour of the week; `?as=csv` gives the rows."""
    since_at, until_at = _period(request)
    narrowed = {name: request.GET.get(name, "") for name in supervision.GROUPS}
    found = supervision.list_breaches(since_at=since_at, until_at=until_at, **narrowed)
    if request.GET.get("as") in MEDIA_TYPES:
        return _table(found, request.GET["as"])
    shares = [(group, _shares(found, group, request, narrowed)) for group in supervision.GROUPS if not narrowed[group]]
    return draw_page(
        request,
        "breaches.html",
        here="breaches",
        total=found.count(),
        shares=shares,
        week=_week(found, staff(request).zone),
        rows=found[:SHOWN],
        since=since_at.date().isoformat(),
        until=(until_at - timedelta(days=1)).date().isoformat(),
        narrowed=[_said(name, value) for name, value in narrowed.items() if value],
        csv=_address(request, {"as": "csv"}),
    )


@page
@needs(Deed.SEE_TEAM)
def rotas(request: HttpRequest) -> HttpResponse:
    """Who is on call, week by week, with swaps and the gaps of the coming two weeks."""
    watches = list_watches(clock.now())
    return draw_page(
        request,
        "rotas.html",
        here="rotas",
        watches=[(watch, _names(set(watch.on_call))) for watch in watches],
        people=list(list_staff()),
        weekdays=_weekdays(),
        may_arrange=may(staff(request).role, Deed.ARRANGE),
    )


@deed
@needs(Deed.ARRANGE)
def rota_save(request: HttpRequest) -> HttpResponse:
    """A rota, new or in another zone."""
    clocks.add_rota(
        name=request.POST.get("name", "").strip() or _("On call"),
        zone=request.POST.get("zone", "UTC").strip(),
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Kept."))


@deed
@needs(Deed.ARRANGE)
def turn_add(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody's hours."""
    told = request.POST
    clocks.add_turn(
        rota_id=number,
        user_id=int(told.get("user", "0")),
        weekdays=[int(day) for day in told.getlist("weekday") if day.isdecimal()],
        from_minute=_minute(told.get("from", "")),
        until_minute=_minute(told.get("until", "")) or 1440,
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Kept."))


@deed
@needs(Deed.ARRANGE)
def turn_drop(request: HttpRequest, number: int) -> HttpResponse:
    """These hours are nobody's again."""
    clocks.remove_turn(turn_id=number, by=who(request), at=clock.now())
    return back(request, _("Kept."))


@deed
@needs(Deed.ARRANGE)
def swap_add(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody takes over for a while."""
    told = request.POST
    zone = ZoneInfo(staff(request).zone)
    clocks.swap(
        rota_id=number,
        user_id=int(told.get("user", "0")),
        from_at=_moment(told.get("from", ""), zone),
        until_at=_moment(told.get("until", ""), zone),
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Kept."))


@deed
@needs(Deed.ARRANGE)
def swap_drop(request: HttpRequest, number: int) -> HttpResponse:
    """The week's turn holds again."""
    clocks.remove_swap(swap_id=number, by=who(request), at=clock.now())
    return back(request, _("Kept."))


@deed
@needs(Deed.ANSWER)
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """I see to it."""
    escalations.acknowledge(escalation_id=number, by=who(request), at=clock.now())
    return back(request, _("You see to it; nobody is called again for this level."))


@deed
@needs(Deed.ANSWER)
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """The ticket waits for somebody."""
    holds.hold(ticket_id=number, reason=request.POST.get("reason", ""), by=who(request), at=clock.now())
    return back(request, _("On hold; the first response is never held."))


@deed
@needs(Deed.ANSWER)
def go_on(request: HttpRequest, number: int) -> HttpResponse:
    """What was waited for has come."""
    holds.go_on(ticket_id=number, by=who(request), at=clock.now())
    return back(request, _("The clocks go on"))


def _ticket_of(subject: str) -> int:
    kind, _parted, number = subject.partition(":")
    return int(number) if kind == "ticket" else 0


def _names(user_ids: set[int]) -> list[str]:
    return [str(person) for person in list_staff().filter(id__in=user_ids)]


def _bars(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """Name, count, and percent of the largest, for bars."""
    most = max((count for _, count in rows), default=0) or 1
    return [(name, count, round(100 * count / most)) for name, count in rows]


def age_name(since: int, until: int | None) -> str:
    """From so many hours on until so many; None: and longer."""
    if until is None:
        return f"> {target(60 * since)}"
    return f"{since}–{target(60 * until)}" if since else f"< {target(60 * until)}"


def _shares(
    found: "QuerySet[Breach]", group: str, request: HttpRequest, narrowed: dict[str, str]
) -> list[tuple[str, int, int, str]]:
    shares = supervision.share_breaches(found, group)
    bars = _bars([(_said(group, each.key, each.name), each.count) for each in shares])
    return [
        (name, count, percent, _address(request, {group: each.key}))
        for each, (name, count, percent) in zip(shares, bars, strict=True)
    ]


def _week(found: "QuerySet[Breach]", zone: str) -> WeekChart:
    counts = supervision.count_by_hour_of_week(found, ZoneInfo(zone))
    return WeekChart(_("By hour of the week"), counts, zone)


def _said(group: str, key: str, name: str = "") -> str:
    """A cause, a channel or an account by its word or name."""
    if group == "account" and not name and key.isdecimal():
        name = names_of_accounts([int(key)]).get(int(key), "")
    said = {"cause": remedy_words.CAUSES, "channel": CHANNELS}.get(group, {})
    return str(said.get(key) or name or _("No account"))


def _address(request: HttpRequest, more: dict[str, str]) -> str:
    query = request.GET.copy()
    for name, value in more.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}"


def _period(request: HttpRequest) -> tuple[datetime, datetime]:
    """Whole days of UTC, the last thirty when nothing is asked."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    return since or today - timedelta(days=DAYS - 1), (until or today) + timedelta(days=1)


def _day(told: str) -> datetime | None:
    try:
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    except ValueError:
        return None


def _table(found: "QuerySet[Breach]", kind: str) -> HttpResponse:
    rows = [
        (
            f"#{each.ticket_id}" if each.ticket_id else each.clock.subject,
            each.account.name if each.account else "",
            each.channel,
            each.promise,
            each.clock.opened_at.isoformat(),
            each.breached_at.isoformat(),
            each.clock.answered_at.isoformat() if each.clock.answered_at else "",
            each.cause,
            str(each.ticket.assignee) if each.ticket and each.ticket.assignee else "",
        )
        for each in found.iterator(chunk_size=500)
    ]
    answer = HttpResponse(write_table(kind, COLUMNS, rows), content_type=MEDIA_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="breaches.{kind}"'
    return answer


def _weekdays() -> list[tuple[int, str]]:
    return [(day, str(name)) for day, name in WEEKDAYS_ABBR.items()]


def _minute(told: str) -> int:
    hours, _parted, minutes = told.partition(":")
    return int(hours) * 60 + int(minutes) if hours.isdecimal() and minutes[:2].isdecimal() else 0


def _moment(told: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(told).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        return clock.now()
