"""Timed work of operators: called every second or so by the worker."""

from datetime import datetime, timedelta

from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import advance, refresh_many
from simcare.operators.queries import list_due_commands, list_stale_cards

STALE_AFTER = timedelta(minutes=15)
BATCH = 20


def advance_commands(at: datetime) -> int:
    """Take every due command one step further; returns how many were looked at."""
    with acting_as_provider():
        due = list_due_commands(at, BATCH)
    for command_id in due:
        advance(command_id=command_id, at=at)
    return len(due)


def refresh_stale(card_ids: list[int], at: datetime) -> int:
    """Refresh those of the cards (of open tickets, say) that were not asked for a quarter of an hour."""
    with acting_as_provider():
        stale = list_stale_cards(card_ids, older_than=at - STALE_AFTER)[:BATCH]
    return refresh_many(card_ids=stale, at=at, interactive=False)
