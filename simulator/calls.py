"""One call on its way through a platform's face, and what may come back."""

from dataclasses import dataclass, field
from typing import Any

from simulator.cards import Card, Record
from simulator.faults import Fault
from simulator.world import World, as_seen


@dataclass(frozen=True)
class Request:
    """What came over the wire."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None  # JSON, of any shape

    def parameter(self, name: str) -> str:
        """A parameter of the body as text; empty where it is left out."""
        value = self.body.get(name) if isinstance(self.body, dict) else None
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Reply:
    """What goes back: a status and JSON."""

    status: int
    payload: Any  # JSON, of any shape
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The platform says no, with its own code and words."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Call:
    """A request with the world it acts on and the fault it meets."""

    platform: str
    world: World
    request: Request
    fault: Fault | None = None

    def card(self, iccid: str) -> Card:
        """The card to act on; refuses an unknown one."""
        found = self.world.find(self.platform, iccid)
        if found is None:
            raise Refusal("NOT_FOUND", "no such card", status=404)
        return found

    def seen(self, iccid: str) -> Card:
        """The card to read, as a "stale" fault may show it."""
        return as_seen([self.card(iccid)], self.fault)[0]

    def all_seen(self) -> list[Card]:
        """All cards of the platform, to read."""
        return as_seen(self.world.of(self.platform), self.fault)

    def do(self, effect: str, card: Card | None, changes: Record | None = None, **details: object) -> None:
        """Carry out an effect and book it: now, late or never, as the fault wants."""

        def work() -> None:
            if card is not None and changes:
                self.world.cards[card.platform, card.key] = card.patched(changes)
            self.world.effect(effect, card, **details)

        kind = self.fault.kind if self.fault else ""
        if kind == "late" and self.fault:
            self.world.later(self.fault.seconds, work)
        elif kind != "accepted_then_failed":
            work()

    def listed(self, entries: list[Any]) -> list[Any]:
        """A list as it goes out: repeated or turned round, as the fault wants."""
        kind = self.fault.kind if self.fault else ""
        if kind == "duplicate":
            return entries[:1] + entries
        return entries[::-1] if kind == "out_of_order" else entries
