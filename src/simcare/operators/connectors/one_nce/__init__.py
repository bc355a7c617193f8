"""The 1NCE API, SIM Management v1: bearer token for an hour, cards by ICCID, volumes in megabytes.

It has no ping, and its events tell of no cause. A change is queued: accepted is far from done.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import ClassVar

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.facts import entries, text
from simcare.operators.connectors.one_nce import reading
from simcare.operators.connectors.one_nce.client import OneNceClient
from simcare.operators.connectors.one_nce.commands import OneNceCommands
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.rest import unknown_is_none
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate

USAGE_DAYS = 30
EVENTS = 1000
"""The most events that a page holds: the newest are enough."""


class OneNceConnector(OneNceCommands, Connector):
    """One 1NCE account."""

    kind: ClassVar[str] = "1nce"
    title: ClassVar[str] = "1NCE"
    credential_names: ClassVar[tuple[str, ...]] = ("client_id", "client_secret")
    yields: ClassVar[Mapping[Function, frozenset[str]]] = reading.YIELDS
    capabilities: ClassVar[Capabilities] = Capabilities(
        can=frozenset(
            {
                Function.STATUS,
                Function.SESSIONS,
                Function.USAGE,
                Function.PACKAGES,
                Function.LIST_CARDS,
                Function.SUSPEND,
                Function.RESUME,
                Function.RESET_SESSION,
                Function.LOCK_IMEI,
                Function.UNLOCK_IMEI,
                Function.SEND_SMS,
            }
        ),
        missing={
            Function.PING: "1NCE has no ping",
            Function.REFRESH: "1NCE counts use when a session closes and can't be asked to count sooner",
            Function.SWITCH_OPERATOR: "1NCE has no call to choose the network of a card",
        },
    )

    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        self._now = now
        self._client = OneNceClient(
            base_url=base_url,
            client_id=credentials["client_id"],
            client_secret=credentials["client_secret"],
            outbound=outbound,
            gate=gate,
        )

    def status(self, card: CardRef) -> list[Evidence]:
        """The card, and its presence in the network."""
        found = unknown_is_none(lambda: self._client.of_card(card.iccid))
        if not isinstance(found, dict):
            return reading.known(None, at=self._now())
        evidence = reading.known(found, at=self._now())
        return evidence + reading.presence(self._client.of_card(card.iccid, "/status"), at=self._now())

    def usage(self, card: CardRef) -> list[Evidence]:
        """Use by day of the last month."""
        at = self._now()
        period = {
            "start_dt": (at - timedelta(days=USAGE_DAYS)).strftime("%Y-%m-%d"),
            "end_dt": at.strftime("%Y-%m-%d"),
        }
        stats = entries(self._client.of_card(card.iccid, "/usage", **period), "stats")
        return reading.usage(stats, at=at, days_back=USAGE_DAYS)

    def packages(self, card: CardRef) -> list[Evidence]:
        """The data volume."""
        return reading.packages(self._client.of_card(card.iccid, "/quota/data"), at=self._now())

    def sessions(self, card: CardRef) -> list[Evidence]:
        """The newest events."""
        asked = {"pageSize": str(EVENTS), "sort": "-timestamp"}
        events = entries(self._client.of_card(card.iccid, "/events", **asked), "events")
        return reading.sessions(events, at=self._now())

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """All cards, a hundred a page."""
        for page in self._client.pages():
            yield [
                CardFacts(iccid, tuple(reading.known(card, at=self._now())))
                for card in page
                if (iccid := text(card, "iccid"))
            ]
