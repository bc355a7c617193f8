"""The words of commands."""

from enum import StrEnum


class CommandState(StrEnum):
    """How far a command has come. Stored: never rename one."""

    QUEUED = "queued"
    SENT = "sent"
    BY_HAND = "by_hand"
    CONFIRMED = "confirmed"
    FAILED = "failed"


MOVES: dict[CommandState, frozenset[CommandState]] = {
    CommandState.QUEUED: frozenset({CommandState.SENT, CommandState.CONFIRMED, CommandState.FAILED}),
    CommandState.SENT: frozenset({CommandState.QUEUED, CommandState.CONFIRMED, CommandState.FAILED}),
    CommandState.BY_HAND: frozenset({CommandState.CONFIRMED, CommandState.FAILED}),
    CommandState.CONFIRMED: frozenset(),
    CommandState.FAILED: frozenset(),
}
"""Which state may follow which."""

ENDED = frozenset({CommandState.CONFIRMED, CommandState.FAILED})
