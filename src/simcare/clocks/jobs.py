"""Timed work of clocks: called every second or so, each minute at the latest."""

from datetime import datetime

from simcare.clocks.actions import tell_what_is_due


def sweep(at: datetime) -> int:
    """Tell the house of promises that are broken or near it; returns how many were told, 0 when nothing is left."""
    return tell_what_is_due(at=at)
