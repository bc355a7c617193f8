"""Figures of quality as the page shows them."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_skeleton
from django.urls import reverse
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from simcare.support.queries.quality import Agreement, Figures, Span
from simcare.support.queries.quality_words import percent_text, span_text, words_of
from simcare.web.staff import share_words
from simcare.web.staff.charts import Chart, line_of
from simcare.web.staff.code_words import CHANNELS
from simcare.web.staff.quality import AgreementRow, Figure, Group, GroupRow
from simcare.web.staff.spans import day_text, decimal

SHOWN = 15
FIELDS = {"channel": "channel", "account": "account", "category": "category", "language": "language"}


def query_of(span: Span, **more: object) -> str:
    """A span as it stands in an address."""
    said = {
        "from": span.from_day.isoformat(),
        "until": span.until_day.isoformat(),
        "channel": span.channel,
        "account": span.account_id,
        "category": span.category,
        "language": span.language,
        **more,
    }
    return urlencode({name: value for name, value in said.items() if value not in ("", None)})


def figures_shown(figures: Figures, span: Span) -> tuple[Figure, ...]:
    """The figures in large, each with its tickets behind it."""
    words, sums, stood = words_of(language()), figures.whole, figures.agreement

    def behind(figure: str) -> str:
        return f"{reverse('staff:quality_tickets')}?{query_of(span, figure=figure)}"

    return (
        Figure(_("Tickets"), decimal(sums.tickets), "", behind("tickets")),
        Figure(
            _("Promise kept"),
            percent_text(sums.kept_percent, words),
            _("%(n)s broken") % {"n": decimal(sums.broken)},
            behind("broken"),
        ),
        Figure(_("Median answer"), span_text(sums.median_minutes, words), "", behind("kept")),
        Figure(_("90 % answered within"), span_text(sums.p90_minutes, words), "", behind("kept")),
        Figure(
            _("Solved at first contact"),
            percent_text(sums.solved_first_percent, words),
            f"{decimal(sums.solved_first)} / {decimal(sums.solved)}",
            behind("solved"),
        ),
        Figure(
            _("Answered by the desk itself"),
            percent_text(sums.automatic_percent, words),
            f"{decimal(sums.automatic)} / {decimal(sums.answered)}",
            behind("automatic"),
        ),
        Figure(_("Opened again"), decimal(sums.reopened), "", behind("reopened")),
        Figure(
            _("Verdicts not corrected"),
            percent_text(stood.kept_percent, words),
            f"{decimal(stood.verdicts - stood.corrected)} / {decimal(stood.verdicts)}",
        ),
    )


def charts_of(figures: Figures) -> tuple[Chart, ...]:
    """Promise kept and times of answers along the days or weeks."""
    words = words_of(language())
    days = [(day_text(day), sums) for day, sums in figures.points]
    kept = line_of(
        _("Promise kept"),
        "accent",
        [(day, sums.kept_percent, percent_text(sums.kept_percent, words)) for day, sums in days],
    )
    median = line_of(
        _("Median answer"),
        "accent",
        [(day, sums.median_minutes, span_text(sums.median_minutes, words)) for day, sums in days],
    )
    p90 = line_of(
        _("90 % answered within"),
        "soft",
        [(day, sums.p90_minutes, span_text(sums.p90_minutes, words)) for day, sums in days],
    )
    longest = max((point.value for point in p90.points if point.value), default=1.0)
    whole = figures.whole
    return (
        Chart(kept.name, (kept,), 100, "100 %", percent_text(whole.kept_percent, words)),
        Chart(
            _("Time to the first answer"),
            (median, p90),
            longest,
            span_text(longest, words),
            f"{median.name} {span_text(whole.median_minutes, words)}, {p90.name} {span_text(whole.p90_minutes, words)}",
        ),
    )


def groups_of(figures: Figures, span: Span) -> tuple[Group, ...]:
    """The same figures by channel, account, category and language."""
    words = words_of(language())
    names = {
        "channel": _("By channel"),
        "account": _("By account"),
        "category": _("By category"),
        "language": _("By language"),
    }
    page, tickets = reverse("staff:quality"), reverse("staff:quality_tickets")
    return tuple(
        Group(
            names[kind],
            tuple(
                GroupRow(
                    said_of(kind, key, called),
                    f"{page}?{query_of(span, **{FIELDS[kind]: key})}" if key else "",
                    sums.tickets,
                    percent_text(sums.kept_percent, words),
                    span_text(sums.median_minutes, words),
                    span_text(sums.p90_minutes, words),
                    percent_text(sums.solved_first_percent, words),
                    f"{tickets}?{query_of(span, figure='broken', **{FIELDS[kind]: key})}",
                    sums.broken,
                )
                for key, called, sums in rows[:SHOWN]
            ),
        )
        for kind, rows in figures.by.items()
        if rows
    )


def said_of(kind: str, key: str, called: str = "") -> str:
    """A channel, account, category or language by its word; tickets of nobody's account have one too."""
    if kind == "language":
        return share_words.language(key)
    said = {"channel": CHANNELS, "category": share_words.CATEGORIES}.get(kind, {})
    return str(said.get(key) or called or key or _("No account"))


def agreements_of(found: Iterable[Agreement]) -> tuple[AgreementRow, ...]:
    """How often verdicts stood, the most given first."""
    words = words_of(language())
    return tuple(
        AgreementRow(
            each.name or words["no_fault"], each.verdicts, each.corrected, percent_text(each.kept_percent, words)
        )
        for each in found
    )


def month_name(month: date) -> str:
    """A month of a year as the reader writes it."""
    return format_skeleton("yMMMM", month, locale=to_locale(language()))


def language() -> str:
    """The reader's language."""
    return get_language() or "en"
