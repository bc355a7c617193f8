"""What usage does from time to time: room for the days to come, records whose cards have come in the meantime,
and what was unusual."""

from datetime import UTC, datetime

from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.actions.partitions import make_partitions_ahead
from simcare.usage.actions.scan_all import scan_all


def keep_ready(at: datetime) -> int:
    """Make partitions ahead, and take over stray records of cards that came singly; returns how many these were."""
    make_partitions_ahead(at.astimezone(UTC).date())
    return adopt_strays()


def look_for_anomalies(at: datetime) -> int:
    """Look at the last whole day of all cards, once it is over; returns how many ranges of cards were looked at."""
    return scan_all(at=at)
