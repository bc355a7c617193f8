"""Incidents, coverage, transcripts, swap tests and histories as pages show them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.diagnosis.queries import coverage, swaps, transcripts, verdicts
from simcare.diagnosis.queries.catalogue import find_check
from simcare.operators.queries import title_of
from simcare.operators.values import FIELDS, Kind
from simcare.web.staff import diagnosis_pages as pages
from simcare.web.staff import diagnosis_words as words
from simcare.web.staff.from_verdicts import check_title, label_of, plain_of
from simcare.web.staff.pages import Datum, Finding
from simcare.web.staff.spans import in_order

if TYPE_CHECKING:
    from simcare.diagnosis.models import Incident, PeerCount
    from simcare.diagnosis.queries.incidents import Curve
    from simcare.notices.models import Notice
    from simcare.support.models import Pack

CHART_WIDTH, CHART_HEIGHT = 720, 180
SHOWN_CHANGES = 12
_NOTES = ("attach", "session", "ping", "error")


def incident_of(incident: "Incident") -> pages.IncidentRow:
    """An incident as a row and as the head of its page."""
    return pages.IncidentRow(
        id=incident.id,
        name=incident.name,
        grouping=incident.grouping,
        key=incident.key,
        platform=title_of(incident.platform),
        state=incident.state,
        side=incident.side,
        started_at=incident.started_at,
        ended_at=incident.ended_at,
        card_count=getattr(incident, "card_count", 0),
        most_failing=incident.most_failing,
        usual_percent=round(100 * incident.usual_share, 2),
        calm_since_at=incident.calm_since_at if incident.closed_at is None else None,
        note=incident.note,
        confirmed_by=incident.confirmed_by,
        close_reason=str(words.CLOSED.get(incident.close_reason, incident.close_reason)),
    )


def group_of(row: "PeerCount") -> pages.GroupRow:
    """A group in the last round."""
    return pages.GroupRow(
        row.grouping,
        row.key,
        title_of(row.platform),
        row.total,
        row.failing,
        row.silent,
        round(100 * row.usual_share, 2),
    )


def notice_of(notice: "Notice", at: datetime) -> pages.NoticeRow:
    """A notice in the list."""
    named = (("network", notice.networks), ("range", [f"{part}…" for part in notice.ranges]))
    scope = [title_of(notice.platform), *(f"{words.GROUPINGS[kind]} {', '.join(each)}" for kind, each in named if each)]
    return pages.NoticeRow(
        notice.id,
        notice.title,
        notice.reference,
        " · ".join(filter(None, scope)),
        notice.starts_at,
        notice.ends_at,
        notice.issuer,
        notice.withdrawn_at is not None,
        notice.withdrawn_at is None and notice.starts_at <= at < notice.ends_at,
    )


def chart_of(curve: "Curve") -> pages.Chart | None:
    """The curve, drawn; None where there is nothing to draw."""
    if not curve.counts:
        return None
    total = curve.counts[-1].total
    usual_count = curve.usual.share * total
    top = max([curve.alarm_count * 1.25, *(count.failing * 1.1 for count in curve.counts), 1.0])
    last = max(len(curve.counts) - 1, 1)
    points = tuple(
        pages.ChartPoint(
            round(number * CHART_WIDTH / last, 1), _y(count.failing, top), count.at, count.failing, count.total
        )
        for number, count in enumerate(curve.counts)
    )
    return pages.Chart(
        CHART_WIDTH, CHART_HEIGHT, points, _y(usual_count, top), _y(curve.alarm_count, top), round(usual_count, 1),
        curve.alarm_count, round(top),
    )  # fmt: skip


def _y(count: float, top: float) -> float:
    return round(CHART_HEIGHT * (1 - count / top), 1)


def coverage_of(
    by_kind: dict[str, list[coverage.Covered]],
) -> tuple[tuple[pages.PlatformTotal, ...], tuple[pages.CoverageStep, ...]]:
    """The totals of each platform, and all checks by step."""
    totals = tuple(
        pages.PlatformTotal(
            title_of(kind), *(sum(each.coverage == state for each in checks) for state in coverage.Coverage)
        )
        for kind, checks in by_kind.items()
    )
    steps: dict[int, list[pages.CoverageRow]] = {}
    for covered in zip(*by_kind.values(), strict=True):
        fillers = dict.fromkeys(filler.value for each in covered for filler in each.fillers)
        cells = tuple(
            pages.CoverageCell(title_of(kind), each.coverage.value, ", ".join(label_of(name) for name in each.missing))
            for kind, each in zip(by_kind, covered, strict=True)
        )
        check = covered[0].check
        row = pages.CoverageRow(check.order, check_title(check.code), cells, tuple(fillers))
        steps.setdefault(check.step, []).append(row)
    return totals, tuple(pages.CoverageStep(step, tuple(rows)) for step, rows in steps.items())


def gaps_of(skipped: Sequence[dict[str, Any]]) -> tuple[pages.Gap, ...]:
    """What a verdict could not check, and why, in words."""
    return tuple(
        pages.Gap(
            why=_("It was known once and has become too old.")
            if gap.is_stale
            else str(words.WHY_NOT[gap.filler.value]),
            filler=gap.filler.value,
            checks=tuple(check_title(code) for code in gap.codes),
            fields=tuple(label_of(name) for name in gap.fields),
            is_stale=gap.is_stale,
        )
        for gap in coverage.not_checked(skipped)
    )


def transcript_of(
    read: transcripts.Transcript, *, iccid: str, place: str, source: str, observed_at: datetime
) -> pages.TranscriptView:
    """A transcript with the meaning of each answer."""
    return pages.TranscriptView(
        tuple(_answered(item, iccid) for item in read.understood), read.unread, place, source, observed_at
    )


def _answered(item: transcripts.Understood, iccid: str) -> pages.Answered:
    meaning = transcripts.meaning_of(item.field, item.value, iccid=iccid)
    said = f"{words.MEANINGS.get(meaning.code, '')} {in_order(meaning.detail)}".strip()
    return pages.Answered(label_of(item.field), item.value, said, meaning.is_bad)


def asked_field(name: str) -> pages.AskedField | None:
    """A field of the vocabulary as a form asks for it."""
    field = FIELDS.get(name)
    if field is None:
        return None
    control = {Kind.BOOLEAN: "flag", Kind.CHOICE: "choice", Kind.TIME: "moment"}.get(field.kind, "text")
    if field.kind in (Kind.INTEGER, Kind.NUMBER):
        control = "number"
    return pages.AskedField(name, label_of(name), field.words, control, field.choices, field.unit)


def swap_of(view: swaps.SwapView) -> pages.SwapTestView:
    """A swap test as the guide shows it."""
    test = view.test
    told = ((_("Network"), test.network), (_("APN"), test.apn), (_("Firmware"), test.firmware))
    return pages.SwapTestView(
        place=test.place,
        circumstances=tuple(Datum(label, value) for label, value in told if value),
        locks_lifted=test.locks_lifted,
        started_at=test.started_at,
        started_by=test.started_by,
        is_over=test.ended_at is not None,
        steps=tuple(_swap_step(done, view) for done in view.steps),
        outcome=view.outcome.value,
        is_complete=view.due is None,
    )


def _swap_step(done: swaps.DoneStep, view: swaps.SwapView) -> pages.SwapStepView:
    title, help_text = words.SWAP_STEPS[done.step.number]
    record = done.record or {}
    is_due = view.due == done.step and view.test.ended_at is None
    return pages.SwapStepView(
        number=done.step.number,
        field=done.step.field,
        title=str(title),
        help=str(help_text),
        result=record.get("result", ""),
        at=done.observed_at,
        by=done.by,
        notes=tuple((name, record[name]) for name in _NOTES if record.get(name)),
        photo_urls=tuple(reverse("staff:swap_photo", args=[photo_id]) for photo_id in done.photo_ids),
        is_due=is_due,
        is_left_out=done.record is None and view.due is None,
    )


def past_of(past: verdicts.Past) -> pages.PastVerdict:
    """A verdict of the history."""
    stored, change = past.verdict, past.difference
    first = (stored.result["findings"] or [{}])[0]
    tone = {"blocking": "blocked", "degrading": "degraded"}.get(first.get("severity", ""), "well")
    changed = _changed_facts(change.changed) if change else ()
    return pages.PastVerdict(
        id=stored.id,
        title=check_title(verdicts.said_as(first)) if stored.primary_code else _("No fault was found"),
        liable=stored.liable_party if stored.result["findings"] else "none",
        tone="unknown" if stored.liable_party == "undetermined" and stored.result["findings"] else tone,
        at=stored.requested_at,
        by=stored.by,
        ticket=stored.ticket.removeprefix("ticket:"),
        reason=stored.reason,
        appeared=tuple(Finding(code, check_title(code), _severity(code)) for code in change.appeared) if change else (),
        vanished=tuple(check_title(code) for code in change.vanished) if change else (),
        party_before=change.party_before if change else "",
        rules_before=change.rules_before if change else "",
        rules_after=change.rules_after if change else "",
        changed=tuple(changed),
        is_first=change is None,
    )


def _severity(code: str) -> str:
    check = find_check(code)
    return check.severity.value if check else "informational"


def _changed_facts(changed: Iterable[Any]) -> list[pages.ChangedFact]:
    return [
        pages.ChangedFact(label_of(each.field), _shown(each.before), _shown(each.after))
        for each in list(changed)[:SHOWN_CHANGES]
    ]


def _shown(value: Any) -> str:  # the JSON of a fact
    return "–" if value is None else str(plain_of(value))


def pack_of(pack: "Pack", at: datetime) -> pages.PackRow:
    """A pack with how far it has come."""
    answers = sorted(pack.answers.all(), key=lambda each: each.at)
    if pack.revoked_at:
        state = "revoked"
    elif answers:
        state = "answered"
    elif at >= pack.expires_at:
        state = "expired"
    else:
        state = "opened" if pack.opened_at else "sent"
    return pages.PackRow(
        pack.id,
        f"E-{pack.id}",
        pack.supplier,
        pack.email,
        pack.language,
        state,
        pack.made_at,
        pack.made_by,
        pack.expires_at,
        tuple(
            (each.decision, " · ".join(filter(None, [each.name, each.reference, each.text])), each.at)
            for each in answers
        ),
    )
