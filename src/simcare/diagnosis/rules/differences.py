"""What changed between two verdicts on one card: findings, party, evidence, rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]  # a stored verdict or its bundle; docs/evidence.md has the shapes


@dataclass(frozen=True, slots=True)
class Changed:
    """A field whose newest value is another one, or was not known before (None)."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """From an earlier verdict to a later one. Parties and rule versions are empty where they are the same."""

    appeared: tuple[str, ...]
    vanished: tuple[str, ...]
    party_before: str
    party_after: str
    rules_before: str
    rules_after: str
    changed: tuple[Changed, ...]

    @property
    def is_nothing(self) -> bool:
        """The later verdict says the same from the same facts."""
        return not (self.appeared or self.vanished or self.party_after or self.rules_after or self.changed)


def difference(earlier: Json, earlier_bundle: Json, later: Json, later_bundle: Json) -> Difference:
    """What is new in the later verdict."""
    codes_before, codes_after = _codes(earlier), _codes(later)
    same_party = earlier["liable_party"] == later["liable_party"]
    same_rules = earlier["ruleset_version"] == later["ruleset_version"]
    return Difference(
        appeared=tuple(code for code in codes_after if code not in codes_before),
        vanished=tuple(code for code in codes_before if code not in codes_after),
        party_before="" if same_party else str(earlier["liable_party"]),
        party_after="" if same_party else str(later["liable_party"]),
        rules_before="" if same_rules else str(earlier["ruleset_version"]),
        rules_after="" if same_rules else str(later["ruleset_version"]),
        changed=tuple(_changed(_newest(earlier_bundle), _newest(later_bundle))),
    )


def _codes(result: Json) -> list[str]:
    return [str(finding["code"]) for finding in result["findings"]]


def _newest(bundle: Json) -> dict[str, Any]:
    items: Sequence[Json] = bundle["evidence"]
    return {item["field"]: item["value"] for item in sorted(items, key=lambda item: str(item["observed_at"]))}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """Fields that moved by themselves with every look, such as our own clocked records, are the same when equal."""
    fields = sorted(before.keys() | after.keys())
    return [
        Changed(field, before.get(field), after.get(field))
        for field in fields
        if (field in before) != (field in after) or before.get(field) != after.get(field)
    ]
