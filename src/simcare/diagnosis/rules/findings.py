"""From a match to a finding: the words of the table, the evidence that was used, and how sure it is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from simcare.diagnosis.policy import Terms
from simcare.diagnosis.rules.catalogue import EQUIPMENT_CAUSES, INSUFFICIENT
from simcare.diagnosis.rules.texts import params
from simcare.diagnosis.values import Check, Cited, Finding, Freshness, Match, Party, Text

# What counts as positive proof on the device side: a reading taken there, a swap step, a type lookup of its IMEI.
_DEVICE_SIDE = ("at.", "device.", "swap.", "imei.replaced_by_maker")
_NOT_OURS_TO_FETCH = {
    "all_seen": (
        "Nothing wrong can be seen from here",
        "Ask for readings from the device; it alone can tell more",
        "customer",
    ),
    "stopper": (
        "Suspended; by whom, nobody can tell",
        "Ask the operator who suspended it and why",
        "provider",
    ),
}
"""Where asking the platform again helps nobody: what is said instead, what to do, and who does it."""

_SAID_BY_PEOPLE = frozenset({"device.retry_set_by_customer", "device.flight_mode_by_user"})


def make_finding(check: Check, match: Match, used: Iterable[Cited], at: datetime, terms: Terms) -> Finding:
    """The finding of one check that matched; a suspicion names no party."""
    evidence = tuple(used)
    party = match.party or check.party
    told = params(match, evidence)
    return Finding(
        code=check.code,
        layer=check.layer,
        severity=check.severity,
        party=Party.UNDETERMINED if match.suspected else party,
        condition=check.alternatives.get(match.party, "") if match.party else "default",
        suspected_party=party if match.suspected and party is not Party.UNDETERMINED else None,
        device_proof=match.cause in EQUIPMENT_CAUSES or any(_proves(cited) for cited in evidence),
        cause=match.cause,
        confidence=_confidence(match.strength, evidence, terms),
        evidence=evidence,
        summary=Text(f"finding.{check.code}", check.finding, told),
        next_step=Text(f"next_step.{check.code}", check.next_step, told),
        who_acts=check.who_acts[0],
        deadline=_deadline(check, at, terms),
    )


def insufficient(reasons: Mapping[str, object], seen: Iterable[Cited], at: datetime, terms: Terms) -> Finding:
    """The finding that no verdict is possible, with the fields that would change that, and what was looked at."""
    found = make_finding(INSUFFICIENT, Match(strength=0.0, details=reasons), seen, at, terms)
    for name, (summary, next_step, actor) in _NOT_OURS_TO_FETCH.items():
        if name in reasons:
            told, allowed = found.summary.params, terms.deadline.get(actor)
            return replace(
                found,
                summary=Text(f"finding.{name}", summary, told),
                next_step=Text(f"next_step.{name}", next_step, told),
                who_acts=actor,
                deadline=at + allowed if allowed else None,
            )
    return found


def on_device(field: str) -> bool:
    """Whether a field is read or tested on the device itself."""
    return field.startswith(_DEVICE_SIDE) and field not in _SAID_BY_PEOPLE


def _proves(cited: Cited) -> bool:
    return on_device(cited.evidence.field) and cited.evidence.value not in (None, False)


def _confidence(strength: float, evidence: tuple[Cited, ...], terms: Terms) -> float:
    """The lowest of rule strength, freshness and reliability of the sources."""
    weakest = [strength]
    for cited in evidence:
        weakest.append(terms.ageing_confidence if cited.freshness is Freshness.AGEING else 1.0)
        weakest.append(terms.source_reliability(cited.evidence.source))
    return round(min(weakest), 2)


def _deadline(check: Check, at: datetime, terms: Terms) -> datetime | None:
    allowed = terms.deadline.get(check.who_acts[0])
    return at + allowed if allowed else None
