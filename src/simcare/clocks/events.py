"""What clocks tell the house. `due_at` is the instant in ISO 8601; both are told once for each due time of a clock."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ClockNearsBreach(Event):
    """A share of the target, set by the policy, has been counted and nobody has answered yet."""

    clock_id: int
    subject: str
    kind: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class ClockBreached(Event):
    """The due instant has passed without an answer."""

    clock_id: int
    subject: str
    kind: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class EscalationDue(Event):
    """A level of a clock's escalation chain fell due, counted from 0; told once for each level of a clock."""

    clock_id: int
    subject: str
    kind: str
    due_at: str
    level: int
