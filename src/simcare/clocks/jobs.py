"""Timed work of clocks: called every second or so, each minute at the latest.

The caller gives the database's time, so that no host's clock breaks a promise early or late (faults.md F20).
"""

from datetime import datetime

from simcare.clocks.actions import count_anew, tell_what_is_due, tell_whom_to_call
from simcare.clocks.queries.zones import edition


def sweep(at: datetime) -> int:
    """Tell the house of promises that are broken or near it, and whom to call; 0 when nothing is left."""
    return count_anew(edition=edition()) + tell_what_is_due(at=at) + tell_whom_to_call(at=at)
