"""How well the desk keeps its word: figures with their tickets, charts, tables, CSV, and the monthly report."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.cards.queries.lists import names_of_accounts
from simcare.kernel import clock, files
from simcare.kernel.sheets import write_table
from simcare.support.actions.quality import read_by_mail
from simcare.support.flows.quality import report_of
from simcare.support.queries import quality as queries
from simcare.support.queries.lists import lines_of
from simcare.support.queries.quality import Figures, Span
from simcare.support.queries.quality_words import LANGUAGES
from simcare.web.staff.around import PAGE, draw_page, page_behind
from simcare.web.staff.door import back, deed, needs, page, staff, who
from simcare.web.staff.fleet import Chip, Choice
from simcare.web.staff.from_fleet import choices
from simcare.web.staff.from_quality import (
    agreements_of,
    charts_of,
    figures_shown,
    groups_of,
    language,
    month_name,
    query_of,
    said_of,
)
from simcare.web.staff.from_tickets import row_of
from simcare.web.staff.quality import QualityPage, ReportView
from simcare.web.staff.spans import day_text
from simcare.web.staff.views.imports import download

if TYPE_CHECKING:
    from simcare.accounts.models import User

SPANS = (7, 30, 90, 365)
MONTHS_OFFERED = 12
LONGEST = timedelta(days=3 * 366)


@page
@needs(Deed.SEE_QUALITY)
def quality(request: HttpRequest) -> HttpResponse:
    """The figures of `?from=&until=`, narrowed by channel, account, category, language; `?as=csv` for a table."""
    span, user = _span(request), staff(request)
    figures = queries.figures_of(span)
    if request.GET.get("as") in ("csv", "xlsx"):
        return _table(figures, request.GET["as"])
    shown = QualityPage(
        from_day=span.from_day.isoformat(),
        until_day=span.until_day.isoformat(),
        query=query_of(span),
        figures=figures_shown(figures, span),
        charts=charts_of(figures),
        groups=groups_of(figures, span),
        checks=agreements_of(figures.checks),
        connectors=agreements_of(figures.connectors),
        chips=_chips(span),
        spans=tuple(_spans(span)),
        reports=tuple(
            ReportView(
                each.id, f"{month_name(each.month)} · {said_of('language', each.language)}", each.made_at, each.by
            )
            for each in queries.list_reports(8)
        ),
        months=_months(),
        languages=choices(((code, said_of("language", code)) for code in LANGUAGES), language()),
        reads_by_mail=queries.find_reader(user.id) is not None,
        is_empty=not figures.whole.tickets,
    )
    return draw_page(request, "quality.html", quality=shown, here="quality")


@page
@needs(Deed.SEE_QUALITY)
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets behind a figure."""
    span, figure, before = _span(request), request.GET.get("figure", ""), request.GET.get("after", "")
    found = queries.tickets_behind(span, figure, clock.now())
    if before.isdecimal() and len(before) < 18:
        found = found.filter(id__lt=int(before))
    ids = list(found.values_list("id", flat=True)[: PAGE + 1])
    rows = [row_of(line) for line in lines_of(ids[:PAGE])]
    following = page_behind(request, str(ids[PAGE - 1]) if len(ids) > PAGE else "")
    said = f"{day_text(span.from_day)} – {day_text(span.until_day - timedelta(days=1))}"
    return draw_page(
        request,
        "quality_tickets.html",
        rows=rows,
        figure=_figure(figure),
        said=said,
        query=query_of(span),
        chips=_chips(span, figure=figure),
        next_page=following,
        here="quality",
    )


@deed
@needs(Deed.SEE_QUALITY)
def report(request: HttpRequest) -> HttpResponse:
    """Make a month's report now, and hand it out."""
    month = _day(f"{request.POST.get('month', '')}-01", clock.now().date().replace(day=1))
    spoken = request.POST.get("language", "en")
    made = report_of(month=month, language=spoken if spoken in LANGUAGES else "en", by=who(request), at=clock.now())
    return redirect("staff:quality_report", made.id)


@page
@needs(Deed.SEE_QUALITY)
def report_file(request: HttpRequest, number: int) -> HttpResponse:
    """A report as PDF."""
    found = next((each for each in queries.list_reports(10_000) if each.id == number), None)
    if found is None:
        raise files.NoSuchFile("There is no such report.")
    return download(b"".join(files.read(found.file)), "pdf", found.file.name)


@deed
@needs(Deed.SEE_QUALITY)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Get each month's report by mail, or no longer."""
    user: User = staff(request)
    wanted = bool(request.POST.get("wanted"))
    read_by_mail(user=user, language=language(), wanted=wanted, at=clock.now())
    return back(request, _("It comes by mail each month.") if wanted else _("It comes by mail no longer."))


def _span(request: HttpRequest) -> Span:
    said, today = request.GET, clock.now().date()
    until = _day(said.get("until", ""), today + timedelta(days=1))
    begin = _day(said.get("from", ""), until - timedelta(days=30))
    if begin >= until or until - begin > LONGEST:
        begin = until - timedelta(days=30)
    account = said.get("account", "")
    return Span(
        from_day=begin,
        until_day=until,
        channel=said.get("channel", "")[:40],
        account_id=int(account) if account.isdecimal() and len(account) < 18 else None,
        category=said.get("category", "")[:40],
        language=said.get("language", "")[:12],
    )


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _chips(span: Span, **more: object) -> tuple[Chip, ...]:
    names = {"channel": _("Channel"), "account": _("Account"), "category": _("Category"), "language": _("Language")}
    account = names_of_accounts([span.account_id]).get(span.account_id, "") if span.account_id else ""
    said = {"channel": span.channel, "account": account, "category": span.category, "language": span.language}
    return tuple(
        Chip(names[name], said_of(name, value), f"?{query_of(span, **{**more, name: ''})}")
        for name, value in said.items()
        if value
    )


def _spans(span: Span) -> list[tuple[str, str, bool]]:
    tomorrow = clock.now().date() + timedelta(days=1)
    offered = [(days, tomorrow - timedelta(days=days)) for days in SPANS]
    return [
        (
            _("%(n)s days") % {"n": days},
            f"?{query_of(span, **{'from': start.isoformat(), 'until': tomorrow.isoformat()})}",
            (span.from_day, span.until_day) == (start, tomorrow),
        )
        for days, start in offered
    ]


def _months() -> tuple[Choice, ...]:
    month, offered = clock.now().date().replace(day=1), []
    for _number in range(MONTHS_OFFERED):
        offered.append((f"{month:%Y-%m}", month_name(month)))
        month = (month - timedelta(days=1)).replace(day=1)
    return choices(offered, offered[1][0])


def _figure(name: str) -> str:
    words = {
        "kept": _("Promise kept"),
        "broken": _("Promise broken"),
        "automatic": _("Answered by the desk itself"),
        "solved": _("Solved"),
        "reopened": _("Opened again"),
    }
    return words.get(name, _("Tickets"))


def _table(figures: Figures, kind: str) -> HttpResponse:
    head = [_("Kind"), _("Name"), _("Tickets"), _("Promise kept"), _("Promise broken"), _("Median answer (min)")]
    head += [_("90 % answered within (min)"), _("Solved"), _("Solved at first contact"), _("Opened again")]
    days = [("day", day.isoformat(), "", sums) for day, sums in figures.points]
    kinds = [(group, key, called, sums) for group, rows in figures.by.items() for key, called, sums in rows]
    rows = (
        [
            group,
            called or key,
            sums.tickets,
            sums.kept,
            sums.broken,
            sums.median_minutes,
            sums.p90_minutes,
            sums.solved,
            sums.solved_first,
            sums.reopened,
        ]
        for group, key, called, sums in (*days, *kinds)
    )
    return download(b"".join(write_table(kind, head, rows)), kind, f"quality.{kind}")
