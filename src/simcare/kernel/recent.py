"""The latest events of a live stream, so that a page that comes back is told what it missed, and nothing else."""

import time
from collections import deque
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from simcare.kernel.streams import SECONDS, Pass

MOST_KEPT: Final = 5_000


@dataclass(frozen=True)
class Heard:
    """An event as pages read it; `mark` says where it stands in the stream."""

    mark: str
    account_id: object
    text: str
    at: float


class Recent:
    """What was heard lately, in its order. A mark is of one unbroken stretch of hearing: `EPOCH-NUMBER`."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """From here on everything is heard; what came before may have gaps."""
        self._epoch, self._began, self._count = token_hex(4), time.time(), 0
        self._kept: deque[Heard] = deque(maxlen=MOST_KEPT)

    @property
    def mark(self) -> str:
        """Where the stream stands now."""
        return f"{self._epoch}-{self._count}"

    def add(self, text: str, account_id: object) -> Heard:
        """One more event."""
        self._count += 1
        heard = Heard(self.mark, account_id, text, time.time())
        self._kept.append(heard)
        return heard

    def missed(self, may_hear: Pass, after: str) -> list[Heard] | None:
        """What this pass covers behind a mark, or, without one, since the pass was given. None: nobody can tell."""
        behind = self._behind(after) if after else self._since(may_hear.until - SECONDS)
        return behind and [heard for heard in behind if may_hear.covers(heard.account_id)]

    def _behind(self, after: str) -> list[Heard] | None:
        epoch, _, number = after.partition("-")
        if epoch != self._epoch or not number.isdecimal():
            return None
        count = self._count - int(number)
        return list(self._kept)[len(self._kept) - count :] if 0 <= count <= len(self._kept) else None

    def _since(self, at: float) -> list[Heard] | None:
        is_whole = self._began <= at and (len(self._kept) < MOST_KEPT or self._kept[0].at < at)
        return [heard for heard in self._kept if heard.at >= at] if is_whole else None
