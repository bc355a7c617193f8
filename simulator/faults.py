"""Ways to fail on purpose, and which calls they strike."""

from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "busy": "answers 429, with Retry-After where retry_after is given; nothing is done",
    "server_error": "answers 500; nothing is done",
    "error_body": "answers 200 with an error in the body; nothing is done",
    "html": "answers 200 with a page instead of JSON; nothing is done",
    "huge": "answers 200 with a JSON body of 10 MB",
    "drip": "does the work, then answers one byte at a time, `seconds` apart",
    "hang": "waits `seconds` and closes without an answer; nothing is done",
    "timeout_after": "does the work, waits `seconds` and closes without an answer",
    "accepted_then_failed": "answers success; nothing is done",
    "late": "answers success; the work is done `seconds` later",
    "stale": "reads answer as the card was when the fault was set",
    "duplicate": "lists and notifications repeat their first entry",
    "out_of_order": "lists and notifications come newest first where oldest is right, and the other way round",
}


@dataclass
class Fault:
    """One way to fail, the calls it strikes (path ends so; this card) and how often (None: until cleared).

    `share`: of such calls it strikes one by chance, 0.05 for one in twenty.
    """

    kind: str
    path: str = ""
    iccid: str = ""
    times: int | None = None
    seconds: float = 1.0
    share: float = 1.0
    retry_after: str = ""
    before: dict[str, Any] = field(default_factory=dict)  # the card's record when a "stale" fault was set

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind}; there are {', '.join(sorted(KINDS))}")

    def strikes(self, path: str, text: str, chance: float) -> bool:
        """Whether a call to this path, whose parameters read `text`, is struck; `chance` is drawn from [0, 1)."""
        is_meant = path.endswith(self.path) and self.iccid[:19] in path + text
        return self.times != 0 and is_meant and chance < self.share

    def spend(self) -> None:
        """One strike less."""
        if self.times is not None:
            self.times -= 1
