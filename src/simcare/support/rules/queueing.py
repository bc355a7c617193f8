"""Which queue a ticket waits in: the first whose rules fit it, in the order that supervisors gave them. Pure.

A rule names what a ticket must have, as alternatives of each kind; a queue takes a ticket when one of its rules fits. A
rule that names nothing fits everything, so the last queue takes what is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final, Self

from simcare.support.values import RoutingMode

KINDS: Final = ("category", "language", "account", "channel", "address", "tag")
OFFER_SECONDS: Final = 600
FITS_FIRST_MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What rules may ask of a ticket. `addresses` are ours that it was written to."""

    category: str
    language: str
    account: str
    channel: str
    addresses: Sequence[str] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Alternatives of each kind; an empty kind asks nothing. An address may hold `*`."""

    category: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:  # JSON
        return cls(**{kind: tuple(str(one) for one in told.get(kind, ())) for kind in KINDS})

    def told(self) -> dict[str, list[str]]:
        """As a policy keeps it."""
        return {kind: list(getattr(self, kind)) for kind in KINDS if getattr(self, kind)}

    def fits(self, ticket: Facts) -> bool:
        """Whether the ticket has all that the rule names."""
        plain = all(
            not getattr(self, kind) or getattr(ticket, kind) in getattr(self, kind)
            for kind in ("category", "language", "account", "channel")
        )
        is_tagged = not self.tag or not set(self.tag).isdisjoint(ticket.tags)
        return (
            plain
            and is_tagged
            and (not self.address or any(_is_written_to(ticket, pattern) for pattern in self.address))
        )


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A queue with its rules. `offer_seconds`: how long somebody has to look at a ticket that was given to him.

    For `fits_first_minutes` a ticket waits for somebody who speaks its language and knows its matter; then anybody.
    """

    slug: str
    name: str
    rules: tuple[Rule, ...] = (Rule(),)
    mode: RoutingMode = RoutingMode.SKILL
    offer_seconds: int = OFFER_SECONDS
    fits_first_minutes: int = FITS_FIRST_MINUTES

    @property
    def offer_minutes(self) -> int:
        """For people: whole minutes, one at least."""
        return max(1, self.offer_seconds // 60)

    def told(self) -> dict[str, Any]:  # JSON
        """As a policy keeps it."""
        return {
            "slug": self.slug,
            "name": self.name,
            "rules": [rule.told() for rule in self.rules],
            "mode": str(self.mode),
            "offer_seconds": self.offer_seconds,
            "fits_first_minutes": self.fits_first_minutes,
        }


@dataclass(frozen=True)
class Queues:
    """All queues in their order, as one version of the policy says them."""

    queues: tuple[Queue, ...]
    version: int = 0
    by_slug: Mapping[str, Queue] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_slug", {queue.slug: queue for queue in self.queues})

    @classmethod
    def read(cls, values: Mapping[str, Any], version: int) -> Self:  # JSON
        return cls(tuple(_queue(told) for told in values["queues"]), version)

    def told(self) -> dict[str, Any]:  # JSON
        """As a policy keeps them."""
        return {"queues": [queue.told() for queue in self.queues]}

    def place(self, ticket: Facts) -> str:
        """The slug of the first queue that takes the ticket; empty when none does."""
        return next((queue.slug for queue in self.queues if any(rule.fits(ticket) for rule in queue.rules)), "")


def _queue(told: Mapping[str, Any]) -> Queue:  # JSON
    return Queue(
        slug=told["slug"],
        name=told["name"],
        rules=tuple(Rule.read(rule) for rule in told["rules"]),
        mode=RoutingMode(told["mode"]),
        offer_seconds=told.get("offer_seconds", OFFER_SECONDS),
        fits_first_minutes=told.get("fits_first_minutes", FITS_FIRST_MINUTES),
    )


def _is_written_to(ticket: Facts, pattern: str) -> bool:
    return any(fnmatchcase(address.lower(), pattern.lower()) for address in ticket.addresses)
