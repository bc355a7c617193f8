"""The desk looks at itself: days are rolled up, and each month is made a report that its readers get by mail.

Repeatable: a month and language is one report, a reader gets one mail for it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from babel.dates import format_skeleton
from django.conf import settings
from django.db import transaction

from simcare.diagnosis.queries.catalogue import find_check
from simcare.kernel import audit, files
from simcare.kernel.documents import make_pdf
from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.models import Message, Thread
from simcare.support.actions.quality import roll_up_changed
from simcare.support.models import QualityMark, QualityReader, QualityReport
from simcare.support.queries.quality import Agreement, Figures, Span, figures_of
from simcare.support.rules.quality import Sums, percent
from simcare.support.rules.quality_words import percent_text, span_text, words_of

TEMPLATE: Final = Path(__file__).parent / "quality.typ"
SHOWN: Final = 12
Words = dict[str, str]


def keep_quality(*, at: datetime) -> int:
    """Roll up what changed; after the turn of a month make its reports and tell their readers. Returns how much."""
    done = roll_up_changed(at=at)
    month = _month_before(at.date())
    readers = QualityReader.objects.filter(user__is_active=True).exclude(user__role="").select_related("user")
    told = [tell(reader=reader, month=month, at=at) for reader in readers if QualityMark.objects.exists()]
    return done + sum(told)


def report_of(*, month: date, language: str, by: str, at: datetime) -> QualityReport:
    """The report of a month in a language; a month that has ended is made once, the running one anew."""
    first = month.replace(day=1)
    known = QualityReport.objects.select_related("file").filter(month=first, language=language).first()
    if known and known.made_at.date() >= _next_month(first):
        return known
    content = _pdf(first, language, at)
    name = f"quality-{first:%Y-%m}-{language}.pdf"
    with transaction.atomic():
        file = files.keep([content], name=name, media_type="application/pdf", by=by, at=at)
        made, _ = QualityReport.objects.update_or_create(
            month=first, language=language, defaults={"file": file, "made_at": at, "by": by}
        )
        audit.record("quality.report_made", by=by, at=at, subject=f"quality_report:{made.id}", after={"file": name})
    return made


def tell(*, reader: QualityReader, month: date, at: datetime) -> bool:
    """Send a reader the mail of a month, once, with the figures and where the report lies."""
    key = f"quality:{month:%Y-%m}:{reader.user_id}"
    if reader.since_at.date() >= _next_month(month) or Message.objects.filter(key=key).exists():
        return False
    report = report_of(month=month, language=reader.language, by="desk", at=at)
    words, sums = words_of(reader.language), figures_of(_span(month)).whole
    called = _month_name(month, reader.language)
    text = words["mail_text"] % (
        called,
        f"{settings.SIMCARE_ORIGIN}/quality/reports/{report.id}/",
        percent_text(sums.kept_percent, words),
        span_text(sums.median_minutes, words),
        percent_text(sums.solved_first_percent, words),
    )
    with transaction.atomic():
        subject = words["mail_subject"] % called
        thread = Thread.objects.create(
            correspondent=reader.user.email, correspondent_name=reader.user.name, subject=subject, opened_at=at
        )
        write(
            thread=thread, draft=Draft(text=text, language=reader.language, subject=subject), key=key, by="desk", at=at
        )
    return True


def _pdf(month: date, language: str, at: datetime) -> bytes:
    words, span = words_of(language), _span(month)
    figures = figures_of(span)
    return make_pdf(TEMPLATE, _values(figures, words, month, language, at), language=language, at=at)


def _values(figures: Figures, words: Words, month: date, language: str, at: datetime) -> dict[str, Any]:  # JSON
    medians = [sums.median_minutes for _, sums in figures.points if sums.median_minutes is not None]
    top = max(medians, default=1.0)
    return {
        "words": words,
        "month": _month_name(month, language),
        "footer": words["footer"] % f"\u2066{at:%Y-%m-%d %H:%M}\u2069",
        "tiles": _tiles(figures, words),
        "kept-points": [{"day": day.isoformat(), "value": sums.kept_percent} for day, sums in figures.points],
        "median-points": [{"day": day.isoformat(), "value": sums.median_minutes} for day, sums in figures.points],
        "median-top": top,
        "median-top-words": span_text(top, words),
        "groups": [
            {"name": words[name], "rows": [_row(key, called, sums, words) for key, called, sums in rows[:SHOWN]]}
            for name, rows in figures.by.items()
        ],
        "checks": [_check(each, words) for each in figures.checks[:SHOWN]],
    }


def _tiles(figures: Figures, words: Words) -> list[dict[str, str]]:
    sums, stood = figures.whole, figures.agreement
    told: Sequence[tuple[str, str, str]] = (
        ("tickets", str(sums.tickets), ""),
        ("kept", percent_text(sums.kept_percent, words), f"{sums.kept} / {sums.kept + sums.broken}"),
        ("median", span_text(sums.median_minutes, words), ""),
        ("p90", span_text(sums.p90_minutes, words), ""),
        ("first", percent_text(sums.solved_first_percent, words), f"{sums.solved_first} / {sums.solved}"),
        ("automatic", percent_text(sums.automatic_percent, words), f"{sums.automatic} / {sums.answered}"),
        ("reopened", str(sums.reopened), ""),
        (
            "agreement",
            percent_text(stood.kept_percent, words),
            f"{stood.verdicts - stood.corrected} / {stood.verdicts}",
        ),
    )
    return [{"name": words[name], "value": value, "note": note} for name, value, note in told]


def _row(key: str, called: str, sums: Sums, words: Words) -> dict[str, str]:
    return {
        "name": called or key or words["nobody"],
        "tickets": str(sums.tickets),
        "kept": percent_text(sums.kept_percent, words),
        "median": span_text(sums.median_minutes, words),
        "p90": span_text(sums.p90_minutes, words),
        "first": percent_text(sums.solved_first_percent, words),
    }


def _check(each: Agreement, words: Words) -> dict[str, Any]:  # JSON
    check = find_check(each.name) if each.name else None
    return {
        "name": check.code if check else each.name or words["no_fault"],
        "verdicts": str(each.verdicts),
        "corrected": str(each.corrected),
        "share": percent_text(each.kept_percent, words),
        "part": percent(each.verdicts - each.corrected, each.verdicts),
    }


def _span(month: date) -> Span:
    return Span(from_day=month, until_day=_next_month(month))


def _next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _month_name(month: date, language: str) -> str:
    return format_skeleton("yMMMM", month, locale={"zh-hans": "zh_Hans"}.get(language, language))
