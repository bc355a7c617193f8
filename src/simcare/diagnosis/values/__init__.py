"""The plain values of a diagnosis: the bundle that goes in, the checks, the verdict that comes out."""

from simcare.diagnosis.values.bundles import Bundle
from simcare.diagnosis.values.checks import Cause, Check, Freshness, Match, Party, Severity
from simcare.diagnosis.values.incidents import Count, Grouping, IncidentState, Scope, Side, Usual
from simcare.diagnosis.values.verdicts import Cited, Finding, Skipped, Text, Verdict

__all__ = [
    "Bundle",
    "Cause",
    "Check",
    "Cited",
    "Count",
    "Finding",
    "Freshness",
    "Grouping",
    "IncidentState",
    "Match",
    "Party",
    "Scope",
    "Severity",
    "Side",
    "Skipped",
    "Text",
    "Usual",
    "Verdict",
]
