"""What usage does from time to time: room for the days to come, and records whose cards have come in the meantime."""

from datetime import UTC, datetime

from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.actions.partitions import make_partitions_ahead


def keep_ready(at: datetime) -> int:
    """Make partitions ahead, and take over stray records of cards that came singly; returns how many these were."""
    make_partitions_ahead(at.astimezone(UTC).date())
    return adopt_strays()
