"""From a stored verdict to what an answer may say of it: the findings that matter to a customer, with their values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from simcare.support.rules.answers import CardVerdict, EvidenceLine, Finding, Severity

_TOLD_EVIDENCE = 6
FIRST_READINGS = ("AT+CPIN?", "AT+CSQ", "AT+COPS?", "AT+CEREG?", "AT+CGDCONT?", "AT+CEER")
"""What a device can be asked first, in the order of diagnosis-checks.md section 2."""

Json = Mapping[str, Any]  # a stored verdict; its shape is documented in docs/evidence.md


def card_verdict(iccid: str, verdict: Json, facts: Mapping[str, str]) -> CardVerdict:
    """The verdict on one card as the words need it; `facts` is what is known of the card beside its findings.

    Symptoms of another finding are left out: they would only confuse. So is what says no more than that a platform
    can't see the device: then the card is well as far as we see, and the device's own readings are asked for.
    """
    told = [finding for finding in verdict["findings"] if finding["role"] != "symptom" and not _is_blindness(finding)]
    return CardVerdict(
        iccid=iccid,
        findings=tuple(_finding(finding) for finding in told),
        liable_party=verdict["liable_party"],
        suspected_party=verdict["suspected_party"],
        confidence=verdict["confidence"],
        who_acts=_actors(told),
        recheck_at=_moment(verdict["recheck_at"]),
        evidence=tuple(_evidence(told[0]["evidence"])) if told else (),
        readings_wanted=() if told else FIRST_READINGS,
        facts=facts,
    )


def not_this_accounts_card(iccid: str) -> CardVerdict:
    """A card that the account does not hold; said in the same words whether it exists or not."""
    return CardVerdict(
        iccid=iccid,
        findings=(Finding(code="card_not_ours", severity=Severity.BLOCKING, params={"iccid": iccid}),),
        liable_party="customer_configuration",
        confidence=1.0,
        who_acts=("customer",),
    )


def _is_blindness(finding: Json) -> bool:
    """The platform has told all it can, and nothing is wrong with that."""
    return finding["code"] == "insufficient_evidence" and "all_seen" in finding["summary"]["params"]


def _finding(finding: Json) -> Finding:
    params = {**finding["next_step"]["params"], **finding["summary"]["params"]}
    if finding["cause"]:
        params.setdefault("cause", str(finding["cause"]["number"]))
    return Finding(
        code=finding["code"],
        severity=Severity(finding["severity"]),
        params={name: _value(value) for name, value in params.items() if isinstance(value, str | int | float)},
    )


def _actors(told: Sequence[Json]) -> tuple[str, ...]:
    actors = told[0]["who_acts"] if told else ""
    return tuple(actor.strip() for actor in actors.replace(";", ",").split(",") if actor.strip())


def _evidence(cited: Sequence[Json]) -> list[EvidenceLine]:
    return [
        EvidenceLine(field=fact["field"], value=_value(fact["value"]), observed_at=_moment(fact["observed_at"]))
        for fact in cited[:_TOLD_EVIDENCE]
        if isinstance(fact["value"], str | int | float) and not isinstance(fact["value"], bool)
    ]


def _value(value: str | int | float) -> str | int | datetime:
    if isinstance(value, float):
        return str(value)
    if isinstance(value, str) and len(value) >= len("2026-01-01T00:00Z") and value[4:5] == "-" and "T" in value:
        return _moment(value) or value
    return value


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
