"""What usage does from time to time: uploads, room for the days to come, cards that have come, and what was unusual."""

from datetime import UTC, datetime

from simcare.kernel import clock
from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.actions.alerts import sweep
from simcare.usage.actions.partitions import make_partitions_ahead
from simcare.usage.actions.scan_all import scan_all
from simcare.usage.flows import fetch_due, run_upload
from simcare.usage.queries.files import uploads_to_load


def load_uploads(at: datetime) -> int:
    """Load the files that people have brought; returns how many were loaded here."""
    return sum(run_upload(upload_id=number, at=at) for number in uploads_to_load())


def fetch_drops() -> int:
    """Fetch what lies finished in operators' folders; returns how many files were loaded."""
    return fetch_due(clock.now)


def keep_ready(at: datetime) -> int:
    """Make partitions ahead, and take over stray records of cards that came singly; returns how many these were."""
    make_partitions_ahead(at.astimezone(UTC).date())
    return adopt_strays(at=at)


def warn_by_time(at: datetime) -> int:
    """Raise the alerts that only time brings: packages that end soon, or are over; returns how many were looked at."""
    return sweep(at=at)


def look_for_anomalies(at: datetime) -> int:
    """Look at the last whole day of all cards, once it is over; returns how many ranges of cards were looked at."""
    return scan_all(at=at)
