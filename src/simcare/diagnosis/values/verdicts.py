"""The verdict and what it consists of: findings with their evidence, checks that were skipped and why.

The shape is section 6 of diagnosis-checks.md; identity, ticket and supersession are added by the stored record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simcare.diagnosis.values.checks import Cause, Freshness, Party, Severity
from simcare.operators.values import Evidence, moment_text


@dataclass(frozen=True, slots=True)
class Cited:
    """Evidence as a finding used it, with its freshness at that time."""

    evidence: Evidence
    freshness: Freshness

    def to_json(self) -> dict[str, Any]:
        return {**self.evidence.to_json(), "freshness": self.freshness}


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to be translated on display: its key, its parameters, and the English words."""

    key: str
    words: str
    params: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "params": dict(self.params), "text": self.words}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that matched. `role` is primary, contributing, or symptom of another finding.

    `party` is the default of the table or the alternative whose condition is proven. `device_proof`: the evidence
    holds something read or tested on the device itself, without which no verdict names the equipment.
    """

    code: str
    layer: str
    severity: Severity
    party: Party
    condition: str
    suspected_party: Party | None
    device_proof: bool
    cause: Cause | None
    confidence: float
    evidence: tuple[Cited, ...]
    summary: Text
    next_step: Text
    who_acts: str
    deadline: datetime | None
    role: str = "contributing"

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "layer": self.layer,
            "severity": self.severity,
            "role": self.role,
            "liable_party": self.party,
            "liability_condition": self.condition,
            "suspected_party": self.suspected_party,
            "device_proof": self.device_proof,
            "cause": {"table": self.cause.table, "number": self.cause.number} if self.cause else None,
            "confidence": self.confidence,
            "summary": self.summary.to_json(),
            "evidence": [cited.to_json() for cited in self.evidence],
            "next_step": self.next_step.to_json(),
            "who_acts": self.who_acts,
            "deadline": _maybe(self.deadline),
        }


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that could not be decided. `doubtful`: stale evidence would have made it a finding."""

    code: str
    reason: str
    doubtful: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "reason": self.reason, "doubtful": self.doubtful}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one card and one request. `primary_code` None: no fault was found.

    `suspected_party` is given only while `liable_party` is undetermined. `findings` begin with the primary one.
    """

    card: str
    at: datetime
    ruleset_version: str
    primary_code: str | None
    liable_party: Party
    suspected_party: Party | None
    confidence: float
    summary: Text
    next_step: Text | None
    findings: tuple[Finding, ...]
    checks_skipped: tuple[Skipped, ...]
    incident: str | None
    notice: str | None
    recheck_at: datetime | None

    @property
    def primary(self) -> Finding | None:
        """The finding that names the verdict."""
        return self.findings[0] if self.findings else None

    def to_json(self) -> dict[str, Any]:
        primary = self.primary
        return {
            "card": self.card,
            "requested_at": moment_text(self.at),
            "completed_at": moment_text(self.at),
            "status": "done",
            "ruleset_version": self.ruleset_version,
            "primary_code": self.primary_code,
            "liable_party": self.liable_party,
            "suspected_party": self.suspected_party,
            "confidence": self.confidence,
            "summary": self.summary.to_json(),
            "next_step": self.next_step.to_json() if self.next_step else None,
            "who_acts": primary.who_acts if primary else None,
            "deadline": _maybe(primary.deadline) if primary else None,
            "findings": [finding.to_json() for finding in self.findings],
            "checks_skipped": [skipped.to_json() for skipped in self.checks_skipped],
            "incident": self.incident,
            "notice": self.notice,
            "recheck_at": _maybe(self.recheck_at),
        }


def _maybe(moment: datetime | None) -> str | None:
    return moment_text(moment) if moment else None
