"""What every connector offers. A platform overrides what it can do; the rest refuses in words."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, NoReturn

from simcare.kernel.outbound import Outbound
from simcare.operators.errors import Unsupported
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate, Receipt

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""Enough for a page of 500 cards; larger answers are refused."""


class Connector(ABC):
    """One platform account. Reads give evidence; commands give a receipt, which is no proof of the effect.

    Raises `Temporary` or `Permanent` only; `Unsupported` for a function that is not in `capabilities`.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    """How the platform writes its own name."""
    capabilities: ClassVar[Capabilities]
    yields: ClassVar[Mapping[Function, frozenset[str]]]
    """The fields of evidence that each read can tell: what a platform's checks can rest on. A stop "by unknown" tells
    nothing, so `card.stopped_by` stands here only where the platform names who."""
    credential_names: ClassVar[tuple[str, ...]]
    reads_many: ClassVar[frozenset[Function]] = frozenset()
    """Reads that tell of many cards by one call as much as of one."""
    cards_a_call: ClassVar[Mapping[Function, int]] = {}
    """Of how many cards one call of `read_many` tells at least their present state."""

    @classmethod
    def fields(cls) -> frozenset[str]:
        """Every field that this platform can tell."""
        return frozenset().union(*cls.yields.values())

    @abstractmethod
    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        """Prepare; nothing is called yet."""

    def status(self, card: CardRef) -> list[Evidence]:
        """State, IMEI, network and, where the same answer holds them, package and presence."""
        self._refuse(Function.STATUS)

    def read_many(self, function: Function, cards: Sequence[CardRef]) -> dict[str, list[Evidence]]:
        """One of `cards_a_call` for several cards, by ICCID; a card that the platform does not know may be left out."""
        self._refuse(function)

    def sessions(self, card: CardRef) -> list[Evidence]:
        """Session and reject events with their causes, and what follows from them."""
        self._refuse(Function.SESSIONS)

    def usage(self, card: CardRef) -> list[Evidence]:
        """Use by day, last traffic."""
        self._refuse(Function.USAGE)

    def packages(self, card: CardRef) -> list[Evidence]:
        """The package in force or the last one."""
        self._refuse(Function.PACKAGES)

    def ping(self, card: CardRef) -> list[Evidence]:
        """Ask the device for an answer through its open session."""
        self._refuse(Function.PING)

    def refresh(self, card: CardRef) -> None:
        """Have the platform fetch newer values from its networks before they are read."""
        self._refuse(Function.REFRESH)

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """All cards of the account, page by page."""
        self._refuse(Function.LIST_CARDS)

    def suspend(self, card: CardRef) -> Receipt:
        """Stop the card's service; `resume` undoes it."""
        self._refuse(Function.SUSPEND)

    def resume(self, card: CardRef) -> Receipt:
        """Give a suspended card its service back."""
        self._refuse(Function.RESUME)

    def reset_session(self, card: CardRef) -> Receipt:
        """End the card's session in the network, so that the device attaches anew."""
        self._refuse(Function.RESET_SESSION)

    def lock_imei(self, card: CardRef, *, imei: str) -> Receipt:
        """Let the card work in one device only."""
        self._refuse(Function.LOCK_IMEI)

    def unlock_imei(self, card: CardRef) -> Receipt:
        """Let the card work in any device."""
        self._refuse(Function.UNLOCK_IMEI)

    def send_sms(self, card: CardRef, *, message: str) -> Receipt:
        """Send a text to the device. Never repeated by itself: a second one would arrive."""
        self._refuse(Function.SEND_SMS)

    def switch_operator(self, card: CardRef, *, network: str, imsi: str) -> Receipt:
        """Move a multi-IMSI card to another network."""
        self._refuse(Function.SWITCH_OPERATOR)

    def switch_options(self, card: CardRef) -> list[tuple[str, str]]:
        """The networks and IMSIs that the card may move to."""
        self._refuse(Function.SWITCH_OPERATOR)

    def _refuse(self, function: Function) -> NoReturn:
        raise Unsupported(self.capabilities.why_not(function), function=function.value)
