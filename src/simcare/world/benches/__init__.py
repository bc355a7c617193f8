"""Benches: each file is one, with `run(options) -> Result`. It measures a promise and says whether it is kept."""

import resource
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Options = Mapping[str, str]


def percentile(took: Sequence[float], percent: int) -> float:
    """So many of a hundred took no longer."""
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@dataclass(frozen=True)
class Result:
    """One figure against its limit, or against a peer measured in the same run; `more` helps to judge it."""

    name: str
    figure: float
    unit: str
    limit: float
    kept: bool
    more: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As `simcare bench` prints it (design section 5)."""
        return {
            "name": self.name,
            "figure": self.figure,
            "unit": self.unit,
            "limit": self.limit,
            "ratio": round(self.figure / self.limit, 4) if self.limit else None,
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            "kept": self.kept,
            **self.more,
        }
