"""Stored verdicts and evidence as pages show them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from simcare.diagnosis.queries.verdicts import said_as
from simcare.operators.queries import title_of
from simcare.operators.values import FIELDS, Evidence, Kind, MalformedEvidence, read_moment
from simcare.web.staff import words
from simcare.web.staff.field_words import CHOICES
from simcare.web.staff.field_words import FIELDS as FIELD_NAMES
from simcare.web.staff.pages import Datum, Finding, Verdict

if TYPE_CHECKING:
    from simcare.diagnosis.models import Verdict as Stored

Json = Mapping[str, Any]  # a stored verdict; its shape is in docs/evidence.md

SHAPES = {
    "card.state": "card",
    "attach.state": "presence",
    "package.state": "package",
    "imei.observed": "id",
    "imei.locked": "id",
}
SOURCES = {
    "simcare": gettext_lazy("our records"),
    "agent": gettext_lazy("typed in"),
    "customer": gettext_lazy("told by the customer"),
}


def verdict_of(stored: "Stored") -> Verdict:
    """A verdict with its findings and the evidence of all of them, each fact once."""
    result: Json = stored.result
    findings: list[Json] = list(result["findings"])
    first: Json = findings[0] if findings else {}
    headline = said_as(first) if stored.primary_code else ""
    return Verdict(
        id=stored.id,
        iccid=str(result["card"]),
        title=words.title(headline) or _text(result["summary"]) or _("No fault was found"),
        liable=stored.liable_party if findings else "none",
        confidence_percent=round(stored.confidence * 100),
        severity=str(first.get("severity", "")),
        next_step=words.next_step(headline) or _text(result.get("next_step")) or _("Nothing to do"),
        who_acts=str(result.get("who_acts") or ""),
        examined_at=stored.requested_at,
        since_at=_since(first),
        why=_why(stored, result),
        code=stored.primary_code,
        findings=tuple(
            Finding(
                each["code"],
                words.finding(said_as(each)) or _text(each["summary"]),
                each["severity"],
                each["liable_party"],
            )
            for each in findings
        ),
        evidence=tuple(_cited(findings)),
        corrected_by=stored.by if stored.reason else "",
        incident=str(result.get("incident") or ""),
        skipped_count=len(result["checks_skipped"]),
    )


def datum_of(fact: Evidence, *, is_fresh: bool = True) -> Datum:
    """One fact with its age and source."""
    known = FIELDS.get(fact.field)
    value = fact.value
    shape = SHAPES.get(fact.field, "text")
    if known and known.kind is Kind.TIME:
        value, shape = _moment(value), "time"
    elif fact.field == "session.open" and value is not None:
        value = _("open") if value else _("closed")
    elif known and known.kind is Kind.CHOICE and shape == "text":
        value = CHOICES.get(str(value), value)
    elif fact.field.endswith("_bytes") or fact.field == "session.bytes":
        shape = "bytes"
    return Datum(label_of(fact.field), plain_of(value), fact.observed_at, _source(fact.source), is_fresh, shape)


def check_title(code: str) -> str:
    """What a check says, in the reader's language."""
    return words.title(code) or words.finding(code) or code.replace("_", " ")


def label_of(field: str) -> str:
    """`package.used_bytes` reads "Used", `at.csq` reads "AT+CSQ"; a field that nobody named says itself."""
    group, _dot, name = field.partition(".")
    if group == "at":
        return f"AT+{name.upper().replace('_SCAN', '=?')}"
    return str(words.FIELDS.get(field) or FIELD_NAMES.get(field) or field)


def _cited(findings: Iterable[Json]) -> Iterable[Datum]:
    seen = set()
    for finding in findings:
        for cited in finding["evidence"]:
            key = (cited["field"], cited["observed_at"], str(cited["value"]))
            if key not in seen:
                seen.add(key)
                yield datum_of(Evidence.from_json(cited), is_fresh=cited.get("freshness") != "stale")


def _since(finding: Json) -> datetime | None:
    """From when on the first finding's evidence shows it: its earliest observation, or an earlier time that it names.

    Times in our own books are left out: a card was sold long before it failed. What is not found has no beginning.
    """
    if finding.get("code") == "insufficient_evidence":
        return None
    dates = []
    for cited in finding.get("evidence", ()):
        dates.append(read_moment(cited["observed_at"], cited["field"]))
        known = FIELDS.get(cited["field"])
        is_event = known is not None and known.kind is Kind.TIME and known.ages_as != "record"
        named = _moment(cited["value"]) if is_event else None
        dates += [named] if isinstance(named, datetime) and named < dates[-1] else []
    return min(dates, default=None)


def _why(stored: "Stored", result: Json) -> str:
    if stored.reason:
        return stored.reason
    if stored.suspected_party:
        return _("Equipment or another party is suspected, but proof from the device is missing.")
    doubtful = [label_of(str(each["code"])) for each in result["checks_skipped"] if each.get("doubtful")]
    return _("Not decided because the evidence is too old: %s") % ", ".join(doubtful[:3]) if doubtful else ""


def _text(told: object) -> str:
    return str(told["text"]) if isinstance(told, Mapping) else ""


def _moment(value: object) -> datetime | object:
    try:
        return read_moment(value, "time") if value else value
    except MalformedEvidence:
        return value


def plain_of(value: object) -> object:
    """A value as words: yes or no, lists and records as one line."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {plain_of(each)}" for name, each in value.items() if each not in (None, ""))
    if isinstance(value, list):
        return ", ".join(str(plain_of(each)) for each in value)
    return value


def _source(source: str) -> str:
    name = source.partition(":")[0]  # soracom:getSim names the call too
    return str(SOURCES.get(name) or title_of(name))
