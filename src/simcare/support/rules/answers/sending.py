"""May an answer leave without a person? Design §2: off for what costs money or blames someone.

A verified requester gets the verdict when it is sure enough and every finding's class allows it.
Anyone else gets a general text without card data, which may always go where the terms switch it on;
how often is limited elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simcare.support.rules.answers.codes import CODES, FindingClass
from simcare.support.rules.answers.matter import CardVerdict, Done, Finding


class Sender(StrEnum):
    """How far we trust who wrote: proven, only said so, or nobody we know."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AutoSendTerms:
    """The policy `auto_send` (design §2)."""

    least_confidence: float = 0.8
    classes: frozenset[FindingClass] = frozenset(
        {
            FindingClass.GUIDANCE,
            FindingClass.APN,
            FindingClass.PACKAGE_STATE,
            FindingClass.NOTICE,
            FindingClass.RECHARGE_HEALED,
        }
    )
    general_answers: bool = True
    presales_answers: bool = True


@dataclass(frozen=True)
class Decision:
    """The answer and, in one word, why."""

    allowed: bool
    reason: str


PRESALES = frozenset({"presales", "dealer"})
CLAIMS = frozenset({"refund", "replacement"})
"""Requests for money or goods: whoever asks and whatever the finding, a person decides (III.1, III.2)."""

_BLAMED = frozenset({"equipment", "operator"})
_PROVEN_OTHERWISE = {("apn_not_subscribed", "customer_configuration"): FindingClass.APN}


def auto_send_allowed(
    verdicts: Sequence[CardVerdict], sender: Sender, category: str, terms: AutoSendTerms | None = None
) -> Decision:
    """Whether the answer to this mail may go out by itself; for an unverified sender that is the general one."""
    terms = terms or AutoSendTerms()
    if category in CLAIMS:
        return Decision(False, "claim_needs_person")
    if sender is not Sender.VERIFIED or (category in PRESALES and not verdicts):
        return _general(category, terms)
    if not verdicts:
        return Decision(terms.general_answers, "asks_for_card")
    for verdict in verdicts:
        if refusal := _refusal(verdict, terms):
            return Decision(False, refusal)
    return Decision(True, "sure_and_harmless")


REVIEWED = frozenset({"suspend"})
"""What cuts somebody off is told by a person."""


def may_tell(done: Sequence[Done]) -> bool:
    """Whether an answer that tells of these may go out by itself: not of a failure, not of what cuts somebody off."""
    return all(each.confirmed and each.function not in REVIEWED for each in done)


def keep_quiet(decision: Decision, done: Sequence[Done], *, is_answered: bool, was_told: bool) -> Decision:
    """What speaks against an allowed answer: a failure to tell of, a person's answer before it, or having said it.

    `was_told`: the desk has said so by itself already, and finds the same. Who writes again is then read by a person:
    hearing the same twice helps nobody.
    """
    if not decision.allowed:
        return decision
    if done:
        return decision if may_tell(done) else Decision(False, "remedy_needs_person")
    if is_answered:
        return Decision(False, "answered_meanwhile")
    return Decision(False, "told_already") if was_told else decision


def class_of(finding: Finding, liable_party: str) -> FindingClass:
    """The class of a finding as it stands: healed and proven alternatives change it."""
    if finding.healed and finding.code == "recharge_not_delivered":
        return FindingClass.RECHARGE_HEALED
    proven = _PROVEN_OTHERWISE.get((finding.code, liable_party))
    known = CODES.get(finding.code)
    return proven or (known.finding_class if known else FindingClass.INTERNAL)


def _general(category: str, terms: AutoSendTerms) -> Decision:
    if category in PRESALES:
        return Decision(terms.presales_answers, "presales_answer")
    return Decision(terms.general_answers, "general_answer")


def _refusal(verdict: CardVerdict, terms: AutoSendTerms) -> str | None:
    if verdict.confidence < terms.least_confidence:
        return "not_sure_enough"
    classes = [class_of(finding, verdict.liable_party) for finding in verdict.findings]
    for finding_class in classes:
        if finding_class not in terms.classes:
            return f"class_{finding_class}"
    blames = {verdict.liable_party, verdict.suspected_party} & _BLAMED
    return "blames_someone" if blames and set(classes) != {FindingClass.NOTICE} else None
