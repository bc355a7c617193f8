"""The Telnyx API v2: bearer key, changes of state as actions that are done later, connectivity logs.

A card is addressed by an id of Telnyx's own, so that the first call for it costs one more read.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.facts import text
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.telnyx import reading
from simcare.operators.connectors.telnyx.client import TelnyxClient
from simcare.operators.connectors.telnyx.commands import TelnyxCommands
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate


class TelnyxConnector(TelnyxCommands, Connector):
    """One Telnyx account."""

    kind: ClassVar[str] = "telnyx"
    title: ClassVar[str] = "Telnyx"
    credential_names: ClassVar[tuple[str, ...]] = ("api_key",)
    yields: ClassVar[Mapping[Function, frozenset[str]]] = reading.YIELDS
    capabilities: ClassVar[Capabilities] = Capabilities(
        can=frozenset(
            {
                Function.STATUS,
                Function.SESSIONS,
                Function.LIST_CARDS,
                Function.SUSPEND,
                Function.RESUME,
                Function.LOCK_IMEI,
                Function.UNLOCK_IMEI,
            }
        ),
        missing={
            Function.USAGE: "Telnyx tells use by the day only in reports that are ordered: bring them as a usage file",
            Function.PACKAGES: "Telnyx bills by use and knows no packages",
            Function.PING: "Telnyx has no ping",
            Function.REFRESH: "Telnyx has no call to fetch newer values",
            Function.RESET_SESSION: "Telnyx has no call to end a session",
            Function.SEND_SMS: "Telnyx has no call to send a text to a SIM card",
            Function.SWITCH_OPERATOR: "Telnyx's networks belong to the card's group: staff moves it to another one",
        },
        by_hand=frozenset({Function.SWITCH_OPERATOR}),
    )

    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        self._now = now
        self._client = TelnyxClient(base_url=base_url, api_key=credentials["api_key"], outbound=outbound, gate=gate)

    def status(self, card: CardRef) -> list[Evidence]:
        """The card as it is now."""
        return reading.status(self._client.cards.find(card.iccid), at=self._now())

    def sessions(self, card: CardRef) -> list[Evidence]:
        """The newest page of connectivity logs."""
        logs = self._client.page(self._client.path_of(card.iccid, "/wireless_connectivity_logs"), {})
        return reading.sessions(logs, at=self._now())

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """All cards, 250 a page."""
        for page in self._client.pages("/sim_cards", {}):
            yield [
                CardFacts(iccid, tuple(reading.status(card, at=self._now())))
                for card in page
                if (iccid := text(card, "iccid"))
            ]
