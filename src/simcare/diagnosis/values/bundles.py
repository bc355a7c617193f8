"""A bundle: all evidence about one card at one time, the whole input of a diagnosis (format: docs/evidence.md)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from simcare.operators.values import Evidence, moment_text


@dataclass(frozen=True, slots=True)
class Bundle:
    """`platform` is the connector that holds the card. `warnings` say in words what the reader left out and why."""

    iccid: str
    at: datetime
    platform: str
    evidence: tuple[Evidence, ...]
    warnings: tuple[str, ...] = ()

    def with_evidence(self, *more: Evidence) -> "Bundle":
        """The same bundle, knowing more."""
        return replace(self, evidence=self.evidence + more)

    def to_json(self) -> dict[str, Any]:
        return {
            "card": {"iccid": self.iccid},
            "at": moment_text(self.at),
            "platform": self.platform,
            "evidence": [item.to_json() for item in self.evidence],
        }
