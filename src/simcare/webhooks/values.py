"""Words of webhooks: what can be told, and why an endpoint is off."""

from enum import StrEnum


class Kind(StrEnum):
    """Something that an account's programs can be told of."""

    CARD_STATE_CHANGED = "card.state_changed"
    ANOMALY_FOUND = "usage.anomaly_found"
    TICKET_OPENED = "ticket.opened"
    TICKET_ANSWERED = "ticket.answered"
    TICKET_SOLVED = "ticket.solved"
    TEST = "test"


class OffBecause(StrEnum):
    """Why nothing is sent to an endpoint any more."""

    GONE = "gone"  # it answered 410
    FAILING = "failing"  # it has taken nothing for days
    BY_HAND = "by_hand"
