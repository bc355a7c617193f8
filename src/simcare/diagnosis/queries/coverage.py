"""Coverage by kind of platform and for one card, from what connectors declare and our books can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simcare.diagnosis.queries.evidence import OWN_FIELDS
from simcare.diagnosis.queries.incidents import watched_fields
from simcare.diagnosis.rules.catalogue import CHECKS
from simcare.diagnosis.rules.coverage import Coverage, Covered, Filler, cover, filler_of
from simcare.operators.queries import connector_kinds, fields_of_kind

__all__ = ["Coverage", "Covered", "Filler", "NotChecked", "filler_of", "known_fields", "list_coverage", "not_checked"]


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Checks of one verdict that nothing could decide for the same reason.

    `is_stale`: it was known once. `filler`: who can tell it; `fields`: what is to be asked.
    """

    is_stale: bool
    filler: Filler
    codes: tuple[str, ...]
    fields: tuple[str, ...]


def known_fields(kind: str) -> frozenset[str]:
    """Every field that is known of a card on this kind of platform without anybody typing."""
    told = fields_of_kind(kind)
    return told | OWN_FIELDS | watched_fields(told)


def list_coverage() -> dict[str, list[Covered]]:
    """Kind of platform -> all checks in their order."""
    return {kind: [cover(check, known_fields(kind)) for check in CHECKS.values()] for kind in connector_kinds()}


def not_checked(skipped: Sequence[dict[str, Any]]) -> list[NotChecked]:  # the JSON of a stored verdict
    """What a verdict skipped, by reason: first what only grew old, then by who can tell it."""
    groups: dict[tuple[bool, Filler], dict[str, list[str]]] = {}
    for each in skipped:
        stale, missing = fields_of_reason(str(each["reason"]))
        wanted = stale or missing
        filler = max((filler_of(field) for field in wanted), key=list(Filler).index, default=Filler.OPERATOR)
        group = groups.setdefault((bool(stale), filler), {"codes": [], "fields": []})
        group["codes"].append(str(each["code"]))
        group["fields"] += wanted
    ordered = sorted(groups.items(), key=lambda item: (not item[0][0], list(Filler).index(item[0][1])))
    return [
        NotChecked(is_stale, filler, tuple(group["codes"]), tuple(dict.fromkeys(group["fields"])))
        for (is_stale, filler), group in ordered
    ]


def fields_of_reason(reason: str) -> tuple[list[str], list[str]]:
    """The stale and the missing fields that a skipped check names."""
    found: dict[str, list[str]] = {"stale": [], "missing": []}
    for part in reason.split("; "):
        word, _colon, fields = part.partition(": ")
        if word in found:
            found[word] = [field for field in fields.split(", ") if field]
    return found["stale"], found["missing"]
