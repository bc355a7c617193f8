"""Counts that were made a moment ago, kept for whoever asks next in this process."""

import time
from collections.abc import Mapping
from typing import Final

from django.conf import settings

Counts = Mapping[str, int]
_KNOWN: Final[dict[str, tuple[float, Counts]]] = {}
"""By name: until when they are new enough, by a clock that nobody sets; and the counts."""


def find(name: str) -> Counts | None:
    """The counts of that name while they are new enough."""
    until, counts = _KNOWN.get(name, (0.0, {}))
    return counts if time.monotonic() < until else None


def keep(name: str, counts: Counts) -> Counts:
    """Keep them for SIMCARE_COUNTS_LAST_SECONDS."""
    _KNOWN[name] = (time.monotonic() + settings.SIMCARE_COUNTS_LAST_SECONDS, counts)
    return counts


def count_anew() -> None:
    """Something was done: who did it sees it in the numbers at once."""
    _KNOWN.clear()
