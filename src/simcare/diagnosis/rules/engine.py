"""`diagnose`: every check in the order of evaluation, then the six verdict rules of diagnosis-checks.md section 2."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from simcare.diagnosis.policy import RULESET_VERSION, Terms
from simcare.diagnosis.rules import checks as _registered  # noqa: F401  importing registers the predicates
from simcare.diagnosis.rules.catalogue import CHECKS, INSUFFICIENT
from simcare.diagnosis.rules.facts import Facts, File, moment_in
from simcare.diagnosis.rules.findings import insufficient, make_finding
from simcare.diagnosis.rules.freshness import HISTORY_ONLY
from simcare.diagnosis.rules.predicates import PREDICATES
from simcare.diagnosis.values import Bundle, Check, Finding, Party, Severity, Skipped, Text, Verdict
from simcare.operators.values import FIELDS

DEFAULT_TERMS = Terms()
_SEVERITIES = list(Severity)


@dataclass
class _Outcome:
    """What running the checks brought: findings, skipped checks, and those whose stale evidence would have matched."""

    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    holding: list[Check] = field(default_factory=list)  # doubtful in a way that may hide an earlier cause


def diagnose(bundle: Bundle, terms: Terms = DEFAULT_TERMS) -> Verdict:
    """The verdict for one card from this evidence alone; the same bundle always gives the same verdict."""
    file = File(bundle, terms)
    outcome = _run_checks(file)
    findings = list(outcome.findings)
    seen = Facts(file)
    if _lacks_evidence(seen, outcome):
        findings.append(insufficient(_what_is_lacking(file, outcome), seen.used.values(), bundle.at, terms))
    ordered = _in_order(findings)
    if not ordered:
        return _no_fault(bundle, outcome)
    return _conclude(bundle, ordered, outcome, terms)


def _run_checks(file: File) -> _Outcome:
    outcome = _Outcome()
    for check in CHECKS.values():
        if check is not INSUFFICIENT:
            _run(check, file, outcome)
    return outcome


def _run(check: Check, file: File, outcome: _Outcome) -> None:
    decidable = any(all(file.known(name) for name in path) for path in check.paths)
    facts = Facts(file)
    match = PREDICATES[check.code](facts) if decidable else None
    if match is not None:
        outcome.findings.append(make_finding(check, match, facts.used.values(), file.at, file.terms))
        return
    stale = _stale_fields(check, file)
    doubtful = bool(stale) and PREDICATES[check.code](Facts(file, with_stale=True)) is not None
    if doubtful or not decidable:
        outcome.skipped.append(Skipped(check.code, _why_undecided(check, file, stale), doubtful))
    if doubtful and any(FIELDS[name].ages_as not in HISTORY_ONLY for name in stale):
        outcome.holding.append(check)


def _stale_fields(check: Check, file: File) -> list[str]:
    """Fields of the check about which only old things are known."""
    names = dict.fromkeys(name for path in check.paths for name in path)
    return [name for name in names if file.given(name) and not file.known(name)]


def _why_undecided(check: Check, file: File, stale: list[str]) -> str:
    """The shortest way to a decision: what the nearest path still needs."""
    nearest = min(check.paths, key=lambda path: sum(not file.known(name) for name in path))
    missing = [name for name in nearest if not file.given(name)]
    parts = [f"stale: {', '.join(stale)}"] if stale else []
    return "; ".join([*parts, *([f"missing: {', '.join(missing)}"] if missing else [])])


# --- is there enough to say anything? --------------------------------------------------------------------------------


def _lacks_evidence(seen: Facts, outcome: _Outcome) -> bool:
    """Doubt, a silent platform, or nothing found without a sign of life that shows the card working."""
    is_silent = seen["platform.reachable"] is False
    if not outcome.findings:
        return _is_stopped_by_nobody_known(seen) or is_silent or _is_doubtful(outcome) or not _is_alive(seen)
    return is_silent or _is_doubtful(outcome)


def _is_doubtful(outcome: _Outcome) -> bool:
    """Whether stale evidence would have matched."""
    return any(skipped.doubtful for skipped in outcome.skipped)


def _is_alive(facts: Facts) -> bool:
    flowing = facts["session.open"] is True and (facts["session.bytes"] or 0) > 0
    last_at = facts.moment("usage.last_traffic_at")
    recent = last_at is not None and facts.at - last_at <= timedelta(hours=1)
    return facts["card.state"] in ("active", "ready", None) and (flowing or recent)


def _what_is_lacking(file: File, outcome: _Outcome) -> dict[str, object]:
    """Stale fields to refresh, checks they would decide, and fields nobody has told, nearest step first.

    `stopper`: the card is suspended, and nobody can say by whom. `all_seen`: the platform has told all it can, and
    nothing is wrong with that; more is known on the device alone.
    """
    doubtful = [skipped.code for skipped in outcome.skipped if skipped.doubtful]
    stale = dict.fromkeys(name for check in CHECKS.values() for name in _stale_fields(check, file))
    missing = dict.fromkeys(
        name
        for check in CHECKS.values()
        if check.step <= 3 and check.severity is Severity.BLOCKING
        for name in (check.paths[0] if check.paths else ())
        if not file.given(name)
    )
    facts = Facts(file)
    told: dict[str, object] = {"doubtful": doubtful, "stale": list(stale), "missing": list(missing)}
    if _is_stopped_by_nobody_known(facts):
        return {**told, "stopper": "unknown"}
    has_told = facts["platform.reachable"] is True and facts["card.state"] is not None
    return {**told, "all_seen": True} if has_told and not doubtful else told


def _is_stopped_by_nobody_known(facts: Facts) -> bool:
    """Suspended, and no check could say by whom: neither the platform nor our audit tells who or why."""
    return facts["card.state"] == "suspended" and facts["card.stopped_by"] in (None, "unknown")


# --- the verdict rules -----------------------------------------------------------------------------------------------


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Rule 1: blocking before degrading before informational, firm before suspected, then the order of evaluation."""
    codes = {finding.code for finding in findings if not finding.suspected_party}
    symptoms = {code for cause in codes for code in CHECKS[cause].explains}
    ordered = sorted(
        findings,
        key=lambda finding: (
            finding.code in symptoms,
            _SEVERITIES.index(finding.severity),
            finding.suspected_party is not None,
            CHECKS[finding.code].order,
        ),
    )
    return [replace(finding, role=_role(index, finding.code in symptoms)) for index, finding in enumerate(ordered)]


def _role(index: int, is_symptom: bool) -> str:
    if index == 0:
        return "primary"
    return "symptom" if is_symptom else "contributing"


def _conclude(bundle: Bundle, findings: list[Finding], outcome: _Outcome, terms: Terms) -> Verdict:
    primary = findings[0]
    rivals = _rivals(findings)
    liable, suspected = _liable(findings, rivals, outcome)
    next_step = _separating_test(primary, rivals[0]) if rivals else primary.next_step
    return Verdict(
        card=bundle.iccid,
        at=bundle.at,
        ruleset_version=RULESET_VERSION,
        primary_code=primary.code,
        liable_party=liable,
        suspected_party=suspected,
        confidence=primary.confidence,
        summary=primary.summary,
        next_step=next_step,
        findings=tuple(findings),
        checks_skipped=tuple(outcome.skipped),
        incident=_detail(findings, "incident"),
        notice=_detail(findings, "notice"),
        recheck_at=_recheck_at(primary, liable, bundle.at, terms),
    )


def _liable(findings: list[Finding], rivals: list[Finding], outcome: _Outcome) -> tuple[Party, Party | None]:
    """Rules 4 and 6: no equipment without proof on the device, no party where two of equal rank disagree."""
    primary = findings[0]
    if primary.party is Party.UNDETERMINED:
        return Party.UNDETERMINED, primary.suspected_party
    if primary.party is Party.EQUIPMENT and not (primary.device_proof and _nothing_before(findings, outcome)):
        return Party.UNDETERMINED, Party.EQUIPMENT
    if rivals:
        return Party.UNDETERMINED, None
    return primary.party, None


def _rivals(findings: list[Finding]) -> list[Finding]:
    """Firm findings of the primary's rank that name another party."""
    primary = findings[0]
    if _firm_party(primary) is Party.UNDETERMINED:
        return []
    return [
        other
        for other in findings[1:]
        if other.role == "contributing"
        and CHECKS[other.code].rank == CHECKS[primary.code].rank
        and _firm_party(other) not in (primary.party, Party.UNDETERMINED)
    ]


def _firm_party(finding: Finding) -> Party:
    unproven = finding.party is Party.EQUIPMENT and not finding.device_proof
    return Party.UNDETERMINED if unproven else finding.party


def _nothing_before(findings: list[Finding], outcome: _Outcome) -> bool:
    """Whether no earlier check is in doubt or suspected: it might be the true cause of what the device shows."""
    own = CHECKS[findings[0].code].order
    suspected = [CHECKS[finding.code] for finding in findings[1:] if finding.suspected_party]
    return not any(
        check.order < own and check.severity is Severity.BLOCKING for check in [*outcome.holding, *suspected]
    )


def _separating_test(first: Finding, second: Finding) -> Text:
    """Rule 6: mend the first, look again; what then remains was the other's."""
    words = f"{first.next_step.words}; then examine again: if the fault remains, {second.next_step.words}"
    return Text("next_step.separate", words, {"first": first.code, "second": second.code})


def _recheck_at(primary: Finding, liable: Party, at: datetime, terms: Terms) -> datetime | None:
    if primary.code == "planned_maintenance":
        return moment_in(primary.summary.params, "ends_at")
    return at + timedelta(minutes=terms.recheck_minutes) if liable is Party.UNDETERMINED else None


def _detail(findings: Sequence[Finding], key: str) -> str | None:
    found = next((finding.summary.params[key] for finding in findings if finding.summary.params.get(key)), None)
    return None if found is None else str(found)


def _no_fault(bundle: Bundle, outcome: _Outcome) -> Verdict:
    return Verdict(
        card=bundle.iccid,
        at=bundle.at,
        ruleset_version=RULESET_VERSION,
        primary_code=None,
        liable_party=Party.UNDETERMINED,
        suspected_party=None,
        confidence=0.9,
        summary=Text("no_fault_found", "No fault is found and the card carries traffic"),
        next_step=Text("next_step.no_fault_found", "Ask when and how the fault shows, and examine again while it does"),
        findings=(),
        checks_skipped=tuple(outcome.skipped),
        incident=None,
        notice=None,
        recheck_at=None,
    )
