"""A person corrects a verdict: the wrong one stays, a new one stands in its place with who and why."""

from datetime import datetime

from django.db import transaction

from simcare.diagnosis.errors import AlreadySuperseded, NoReason, UnknownCode
from simcare.diagnosis.events import VerdictCorrected
from simcare.diagnosis.models import Verdict
from simcare.diagnosis.queries.catalogue import find_check
from simcare.diagnosis.values import Party
from simcare.kernel import audit, outbox


@transaction.atomic
def correct(*, verdict_id: int, code: str, party: str, reason: str, by: str, at: datetime) -> Verdict:
    """A new verdict with this code and party. Raises AlreadySuperseded, UnknownCode, NoReason."""
    wrong = Verdict.objects.select_for_update().get(id=verdict_id)
    if Verdict.objects.filter(supersedes=wrong).exists():
        raise AlreadySuperseded
    if not reason.strip():
        raise NoReason
    liable = _party(party)
    right = Verdict.objects.create(
        account_id=wrong.account_id,
        card_id=wrong.card_id,
        ticket=wrong.ticket,
        platform=wrong.platform,
        requested_at=at,
        ruleset_version=wrong.ruleset_version,
        primary_code=code,
        liable_party=liable,
        confidence=1.0,
        result=_corrected(wrong.result, code, liable),
        bundle=wrong.bundle,
        supersedes=wrong,
        by=by,
        reason=reason.strip(),
    )
    _record(wrong, right, at)
    return right


def _party(party: str) -> Party:
    try:
        return Party(party)
    except ValueError:
        raise UnknownCode("Choose who is liable.") from None


def _corrected(result: dict[str, object], code: str, party: Party) -> dict[str, object]:
    """The earlier result with the corrected finding first; what the rules had found stays as contributing.

    No second look is promised any more: it would put the rules' verdict in the place of the person's.
    """
    result = {**result, "recheck_at": None}
    check = find_check(code) if code else None
    if code and check is None:
        raise UnknownCode("There is no check %(code)s.", code=code)
    findings = [{**finding, "role": "contributing"} for finding in _findings(result) if finding["code"] != code]
    if check is None:
        return {**result, "primary_code": None, "liable_party": party, "suspected_party": None, "findings": findings}
    empty: dict[str, object] = {"evidence": [], "cause": None}
    kept = next((finding for finding in _findings(result) if finding["code"] == code), empty)
    text = {"key": f"finding.{code}", "params": {}, "text": check.finding}
    step = {"key": f"next_step.{code}", "params": {}, "text": check.next_step}
    first = {
        "summary": text,
        "next_step": step,
        "who_acts": check.who_acts[0],
        "deadline": None,
        **kept,
        "code": code,
        "layer": check.layer,
        "severity": check.severity,
        "role": "primary",
        "liable_party": party,
        "liability_condition": "corrected",
        "suspected_party": None,
        "confidence": 1.0,
    }
    return {
        **result,
        "primary_code": code,
        "liable_party": party,
        "suspected_party": None,
        "confidence": 1.0,
        "summary": first["summary"],
        "next_step": first["next_step"],
        "who_acts": first["who_acts"],
        "findings": [first, *findings],
    }


def _findings(result: dict[str, object]) -> list[dict[str, object]]:
    findings = result["findings"]
    assert isinstance(findings, list)
    return findings


def _record(wrong: Verdict, right: Verdict, at: datetime) -> None:
    audit.record(
        "verdict.corrected",
        by=right.by,
        at=at,
        subject=f"verdict:{wrong.id}",
        account_id=wrong.account_id,
        before={"code": wrong.primary_code, "party": wrong.liable_party},
        after={"code": right.primary_code, "party": right.liable_party, "reason": right.reason},
    )
    event = VerdictCorrected(verdict_id=right.id, supersedes_id=wrong.id, card_id=right.card_id, ticket=right.ticket)
    outbox.publish(event, subject=right.ticket or f"card:{right.card_id}", account_id=right.account_id)
