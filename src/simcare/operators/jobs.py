"""Timed work of operators: called every second or so by the worker."""

from datetime import datetime

from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import advance, dispatch, ordering
from simcare.operators.queries import list_due_commands

BATCH = 20


def advance_commands(at: datetime) -> int:
    """Take every due command one step further; returns how many were looked at."""
    with acting_as_provider():
        due = list_due_commands(at, BATCH)
    for command_id in due:
        advance(command_id=command_id, at=at)
    return len(due)


def advance_jobs(at: datetime) -> int:
    """Write and end jobs; returns how many steps that took."""
    return ordering.move_jobs(at)


def dispatch_jobs(at: datetime) -> int:
    """Ask and send what commands of jobs are due; returns how many were looked at."""
    return dispatch.dispatch(at)
