"""What a check is made of: who may be liable, how grave it is, and the match that its predicate returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Party(StrEnum):
    """Who is liable. Every entry of the table is our inference; no vendor publishes one."""

    PROVIDER = "provider"
    OPERATOR = "operator"
    EQUIPMENT = "equipment"
    CUSTOMER_CONFIGURATION = "customer_configuration"
    CUSTOMER_ACCOUNT = "customer_account"
    UNDETERMINED = "undetermined"


class Severity(StrEnum):
    """How much a finding hinders the card; the order of the members is the order of precedence."""

    BLOCKING = "blocking"
    DEGRADING = "degrading"
    INFORMATIONAL = "informational"


class Freshness(StrEnum):
    """Age of a value against its limit: ageing begins at half of it, stale counts as unknown."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Cause:
    """A reject cause. The number means nothing without its table."""

    table: str
    number: int

    def __str__(self) -> str:
        return f"{self.table}:{self.number}"


@dataclass(frozen=True, slots=True)
class Check:
    """One row of checks.csv. Codes are stable: never renamed or reused.

    `paths` are the sets of fields of which one must be known for the check to be decided; of these, the `weak_paths`
    (marked "?" in the table) lead to a suspicion at most. `explains` names the checks
    that are mere symptoms of this one and yield to it as primary finding.
    """

    order: int
    step: int
    code: str
    layer: str
    severity: Severity
    causes: frozenset[Cause]
    paths: tuple[tuple[str, ...], ...]
    weak_paths: frozenset[tuple[str, ...]]
    finding: str
    party: Party
    alternatives: Mapping[Party, str]
    explains: frozenset[str]
    next_step: str
    who_acts: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, Severity]:
        """Findings of one rank are equal: none precedes the other by the order of evaluation."""
        return self.step, self.severity


@dataclass(frozen=True, slots=True)
class Match:
    """A predicate's yes. `party` None: the default of the check stands; otherwise the proven alternative.

    `strength` (0 to 1) is how well the evidence of this kind supports the finding. `suspected`: it only points there,
    so no party is named and a firm finding goes first. `details` are parameters for the texts.
    """

    party: Party | None = None
    strength: float = 0.95
    cause: Cause | None = None
    suspected: bool = False
    details: Mapping[str, object] = field(default_factory=dict)
