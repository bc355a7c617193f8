"""What to do next with a command: ask before a retry, give up in time, never send twice what must not be sent twice."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

MOST_ATTEMPTS = 3
MOST_UNANSWERED = 6
"""Attempts at what is read back where the last had no answer: each time it was seen that nothing had been done."""
READ_BACK_EVERY = timedelta(seconds=30)
REPEAT_AFTER = timedelta(minutes=10)
"""Accepted but not seen: the shortest published time for a change is 10 minutes (operator-platforms.md section 1)."""
FIRST_READ_BACK = timedelta(seconds=1)
BY_HAND_READ_EVERY = timedelta(minutes=5)

PROVEN_BY: Mapping[Function, Function] = {
    Function.SUSPEND: Function.STATUS,
    Function.RESUME: Function.STATUS,
    Function.LOCK_IMEI: Function.STATUS,
    Function.UNLOCK_IMEI: Function.STATUS,
    Function.SWITCH_OPERATOR: Function.STATUS,
    Function.RESET_SESSION: Function.SESSIONS,
}
"""Which read shows the effect. What is not here leaves no trace: the platform's word is all there is."""

GROUPS: tuple[frozenset[Function], ...] = (
    frozenset({Function.SUSPEND, Function.RESUME}),
    frozenset({Function.LOCK_IMEI, Function.UNLOCK_IMEI}),
)
"""Changes of the same thing: of each group one is under way at a time, so that none undoes the other unseen."""


class Move(StrEnum):
    """The next thing to do."""

    SEND = "send"
    READ_BACK = "read_back"
    CONFIRM = "confirm"
    FAIL = "fail"


@dataclass(frozen=True)
class Progress:
    """What counts: `accepted` is the platform's word for the last attempt; `readable`: it can be proven."""

    function: Function
    attempts: int
    sent_at: datetime | None
    accepted: bool
    readable: bool = True


def next_move(progress: Progress, *, proof: bool | None, at: datetime) -> Move:
    """What to do now. `proof`: the wanted state was read back (True), another one was (False), nothing was (None)."""
    if proof:
        return Move.CONFIRM
    if progress.attempts == 0:
        return Move.SEND
    if not progress.readable:
        return _blind(progress)
    if proof is None:
        patient = progress.sent_at is None or at < progress.sent_at + REPEAT_AFTER
        return Move.READ_BACK if patient else Move.FAIL
    if progress.accepted and progress.sent_at and at < progress.sent_at + REPEAT_AFTER:
        return Move.READ_BACK
    if progress.accepted and progress.function is Function.RESET_SESSION:
        return Move.FAIL  # the session ended as the platform says: a second reset would only cut off the device again
    return Move.SEND if progress.attempts < (MOST_ATTEMPTS if progress.accepted else MOST_UNANSWERED) else Move.FAIL


def look_again_at(*, sent_at: datetime, at: datetime) -> datetime:
    """When to read back what was not seen yet: after as long as it has been waited for, at most READ_BACK_EVERY."""
    return at + min(max(at - sent_at, FIRST_READ_BACK), READ_BACK_EVERY)


def readable(function: Function, can: Set[Function]) -> bool:
    """Whether a platform that can do these shows the effect of a function."""
    return PROVEN_BY.get(function) in can


def rivals(function: Function) -> frozenset[Function]:
    """The functions that may not be under way together with this one, itself among them."""
    return next((group for group in GROUPS if function in group), frozenset({function}))


def proven(
    function: Function, arguments: Mapping[str, Any], evidence: Iterable[Evidence], *, since: datetime
) -> bool | None:
    """Whether the evidence shows the wanted state; None where it says nothing about it."""
    if function is Function.RESET_SESSION:
        return _began_anew(evidence, since)
    field = proving_field(function, arguments)
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
        case Function.SWITCH_OPERATOR:
            return str(shown[-1]) == str(arguments.get("imsi") or arguments.get("network", ""))
    return str(shown[-1])[:14] == str(arguments.get("imei", ""))[:14]  # the 15th and 16th digit may differ


def proving_field(function: Function, arguments: Mapping[str, Any]) -> str | None:
    """The field where the effect shows, if it is one; of a network chosen without its IMSI, the network itself."""
    if function is Function.SWITCH_OPERATOR and not arguments.get("imsi"):
        return "network.plmn"
    return _FIELDS.get(function)


def _began_anew(evidence: Iterable[Evidence], since: datetime) -> bool:
    """A session ended or began after the reset was wanted; platforms tell these times in whole seconds."""
    return any(
        fact.field in {"session.deleted", "session.created"} and fact.observed_at >= since.replace(microsecond=0)
        for fact in evidence
    )


def _blind(progress: Progress) -> Move:
    """Nothing can be read back: the platform's word is all there is. A text is never sent twice."""
    if progress.accepted:
        return Move.CONFIRM
    repeatable = progress.function in {Function.RESET_SESSION, Function.REFRESH}
    return Move.SEND if repeatable and progress.attempts < MOST_ATTEMPTS else Move.FAIL


_FIELDS = {
    Function.SUSPEND: "card.state",
    Function.RESUME: "card.state",
    Function.LOCK_IMEI: "imei.locked",
    Function.UNLOCK_IMEI: "imei.locked",
    Function.SWITCH_OPERATOR: "identity.imsi",
}
