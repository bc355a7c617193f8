"""Named points where a fault test may kill this process; they do nothing unless the environment names one.

`SIMCARE_KILL_POINT=messaging.raw.kept:3` kills the process, as `kill -9` would, the third time it reaches that point.
"""

import os
import signal
from collections import Counter
from typing import Final

POINTS: Final = frozenset(
    {
        "cards.import.checked_batch",
        "cards.import.before_commit",
        "cards.import.after_commit",
        "cards.edit.before_commit",
        "usage.ingest.staged",
        "usage.ingest.stored",
        "usage.ingest.before_commit",
        "usage.ingest.after_commit",
        "gates.files.loaded",
        "support.bulk.before_commit",
        "support.bulk.after_commit",
        "messaging.raw.before_commit",
        "messaging.raw.after_commit",
        "messaging.fetched.before_commit",
        "messaging.fetched.after_commit",
        "messaging.fetched.after_settle",
        "messaging.parsed.before_store",
        "messaging.stored.before_commit",
        "messaging.sending.before_commit",
        "messaging.sending.before_send",
        "messaging.sending.after_send",
        "messaging.withdrawn.before_commit",
        "support.answered.before_commit",
        "operators.command.noted",
        "operators.command.sent",
        "operators.job.ordered",
        "kernel.gathering.before_commit",
        "kernel.gathering.after_commit",
        "outbox.reacted.before_commit",
        "support.updates.before_commit",
    }
)

_reached: Counter[str] = Counter()


def reach(point: str) -> None:
    """Say that this point is reached. Raises KeyError for a point that is not in POINTS, so that none is forgotten."""
    if point not in POINTS:
        raise KeyError(point)
    wanted = os.environ.get("SIMCARE_KILL_POINT")
    if wanted is None:
        return
    name, _, count = wanted.partition(":")
    _reached[point] += 1
    if name == point and _reached[point] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
