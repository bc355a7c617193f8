"""What the desk does by the clock: wakes tickets, notices who left, gives what waits to people."""

from datetime import datetime

from simcare.support.actions.presence import forget_silent
from simcare.support.actions.routing import look
from simcare.support.actions.snoozes import wake_due


def share_out(at: datetime) -> int:
    """One look at everything that waits for people; returns how much changed."""
    return wake_due(at=at) + forget_silent(at=at) + look(at=at)
