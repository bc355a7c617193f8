"""The words of jobs: one command for many cards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from simcare.cards.values import Filters
from simcare.operators.values.platforms import Function


class JobState(StrEnum):
    """How far a job has come. Stored: never rename one."""

    WAITING = "waiting"  # for a second person
    ORDERING = "ordering"  # its commands are being written
    RUNNING = "running"
    STOPPED = "stopped"  # nothing more is sent; what was sent is still read back
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class JobWish:
    """What is wanted of which cards: those chosen, or all that match (`card_ids` None), of one account or of all."""

    function: Function
    arguments: Mapping[str, str] = field(default_factory=dict)
    card_ids: tuple[int, ...] | None = None
    filters: Filters = field(default_factory=Filters)
    account_id: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Share:
    """The cards of one platform that share a fate: `how` is called, by_hand or refused; `why` says why not called.

    `same`: those of them that are, as far as is known, already as wanted.
    """

    platform: str
    how: str
    count: int
    same: int = 0
    why: str = ""


@dataclass(frozen=True)
class Outlook:
    """What a job would do, before it is begun. `seconds`: how long its calls take at the platforms' rates, at least."""

    shares: tuple[Share, ...]
    under_way: int
    seconds: int
    needs_second: bool

    @property
    def count(self) -> int:
        """All cards that are meant."""
        return sum(share.count for share in self.shares)

    def counted(self, how: str) -> int:
        """Those that share a fate."""
        return sum(share.count for share in self.shares if share.how == how)

    @property
    def same(self) -> int:
        """Those that are already as wanted."""
        return sum(share.same for share in self.shares)
