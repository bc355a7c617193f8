"""What to do next with a command: ask before a retry, give up in time, never send twice what must not be sent twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

MOST_ATTEMPTS = 3
READ_BACK_EVERY = timedelta(seconds=30)
REPEAT_AFTER = timedelta(minutes=10)
"""Accepted but not seen: the shortest published time for a change is 10 minutes (operator-platforms.md section 1)."""
FIRST_READ_BACK = timedelta(seconds=1)
BY_HAND_WITHIN = timedelta(hours=4)
BY_HAND_READ_EVERY = timedelta(minutes=5)


class Move(StrEnum):
    """The next thing to do."""

    SEND = "send"
    READ_BACK = "read_back"
    CONFIRM = "confirm"
    FAIL = "fail"


@dataclass(frozen=True)
class Progress:
    """What counts of a command: `accepted` is the platform's word for the last attempt, `refused` a definite no."""

    function: Function
    attempts: int
    sent_at: datetime | None
    accepted: bool


def next_move(progress: Progress, *, proof: bool | None, at: datetime) -> Move:
    """What to do now. `proof`: the wanted state was read back (True), another one was (False), nothing was (None)."""
    if proof:
        return Move.CONFIRM
    if progress.attempts == 0:
        return Move.SEND
    if not leaves_a_trace(progress.function):
        return _blind(progress)
    if proof is None:
        return Move.READ_BACK
    if progress.accepted and progress.sent_at and at < progress.sent_at + REPEAT_AFTER:
        return Move.READ_BACK
    return Move.SEND if progress.attempts < MOST_ATTEMPTS else Move.FAIL


def leaves_a_trace(function: Function) -> bool:
    """Whether the effect can be read back from the card's state."""
    return function in _FIELDS


def proven(function: Function, arguments: Mapping[str, Any], evidence: Iterable[Evidence]) -> bool | None:
    """Whether the evidence shows the wanted state; None where it says nothing about it."""
    field = _FIELDS.get(function)
    shown = [fact.value for fact in evidence if fact.field == field]
    if not shown:
        return None
    match function:
        case Function.SUSPEND:
            return bool(shown[-1] == "suspended")
        case Function.RESUME:
            return shown[-1] in {"active", "ready"}
        case Function.UNLOCK_IMEI:
            return shown[-1] is None
    return str(shown[-1])[:14] == str(arguments.get("imei", ""))[:14]  # the 15th and 16th digit may differ


def _blind(progress: Progress) -> Move:
    """Nothing can be read back: the platform's word is all there is. A text is never sent twice."""
    if progress.accepted:
        return Move.CONFIRM
    repeatable = progress.function is Function.RESET_SESSION
    return Move.SEND if repeatable and progress.attempts < MOST_ATTEMPTS else Move.FAIL


_FIELDS = {
    Function.SUSPEND: "card.state",
    Function.RESUME: "card.state",
    Function.LOCK_IMEI: "imei.locked",
    Function.UNLOCK_IMEI: "imei.locked",
}
