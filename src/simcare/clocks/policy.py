"""What a policy says about a clock: the values of its row in `kernel.policy`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ESCALATE_PERCENT = 75
"""Share of the target after which people are called, where the policy names none (assumption)."""


@dataclass(frozen=True)
class ClockTerms:
    """`calendar` as `sla due` reads it; `official` in it names a country whose official calendar fills in the days.

    `escalate_percent` of the target, in the clock's own counted time, pass before people are called.
    `levels` is the chain by which they are called, `chain` names it with its version.
    """

    target_minutes: int
    calendar: Any  # JSON: "24x7" or an object; rules.reading refuses what is wrong with it
    escalate_percent: int = ESCALATE_PERCENT
    levels: Any = ()  # JSON of an escalation chain; rules.chains refuses what is wrong with it
    chain: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "ClockTerms":
        """From the values of a policy row; what belongs to others is left alone."""
        return cls(
            target_minutes=values["target_minutes"],
            calendar=values["calendar"],
            escalate_percent=values.get("escalate_percent", ESCALATE_PERCENT),
            levels=values.get("levels", ()),
            chain=values.get("chain", ""),
        )
