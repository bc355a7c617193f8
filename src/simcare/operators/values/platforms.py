"""What can be asked of an operator's platform, and what one platform can do of it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from simcare.operators.errors import Unsupported
from simcare.operators.values.evidence import Evidence

Clock = Callable[[], datetime]


class Function(StrEnum):
    """One thing that a platform may offer. Stored with commands: never rename one."""

    STATUS = "status"
    SESSIONS = "sessions"
    USAGE = "usage"
    PACKAGES = "packages"
    PING = "ping"
    REFRESH = "refresh"
    LIST_CARDS = "list_cards"
    SUSPEND = "suspend"
    RESUME = "resume"
    RESET_SESSION = "reset_session"
    LOCK_IMEI = "lock_imei"
    UNLOCK_IMEI = "unlock_imei"
    SEND_SMS = "send_sms"
    SWITCH_OPERATOR = "switch_operator"

    @property
    def words(self) -> str:
        """The function in words, for people."""
        return self.value.replace("_", " ").replace("imei", "IMEI").replace("sms", "SMS")


READS = frozenset({Function.STATUS, Function.SESSIONS, Function.USAGE, Function.PACKAGES})
"""The functions that together give all evidence a platform holds of one card."""

COMMANDS = frozenset(
    {
        Function.SUSPEND,
        Function.RESUME,
        Function.RESET_SESSION,
        Function.LOCK_IMEI,
        Function.UNLOCK_IMEI,
        Function.SEND_SMS,
        Function.SWITCH_OPERATOR,
        Function.REFRESH,
    }
)
"""The functions that change something on the platform."""


@dataclass(frozen=True)
class Capabilities:
    """What a platform can do; `missing` says of each other function, in words, why not and what is done instead.

    `by_hand`: what it has no call for, but a person can have done, in its own console or by asking its support.
    """

    can: frozenset[Function]
    missing: Mapping[Function, str] = field(default_factory=dict)
    by_hand: frozenset[Function] = frozenset()

    def __contains__(self, function: Function) -> bool:
        return function in self.can

    def check(self, function: Function) -> None:
        """Raises Unsupported for what is neither called nor done by hand."""
        if function not in self.can and function not in self.by_hand:
            raise Unsupported(self.why_not(function), function=function.value)

    def why_not(self, function: Function) -> str:
        """The reason for a missing function, in words."""
        return self.missing.get(function, f"this platform has no call to {function.words}")


@dataclass(frozen=True)
class CardRef:
    """The names by which a platform knows a card; `imsi` may be unknown ("")."""

    iccid: str
    imsi: str = ""


@dataclass(frozen=True)
class CardFacts:
    """One card of a platform's list with what the list says of it."""

    iccid: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Receipt:
    """A platform accepted a command. Accepted is not done: only reading back proves the effect."""

    accepted_at: datetime
    reference: str = ""


class Gate(Protocol):
    """Lets calls to one platform pass at its rate and keeps its failures in mind."""

    def call(self) -> AbstractContextManager[None]:
        """Wrap one call. Raises `Temporary` instead of letting it pass; an error inside counts as its outcome."""


class OpenGate:
    """Lets every call pass: for a script or a test that has the platform to itself."""

    def call(self) -> AbstractContextManager[None]:
        """Pass."""
        return nullcontext()
