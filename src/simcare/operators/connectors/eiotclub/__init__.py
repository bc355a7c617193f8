"""The EIOTCLUB Open API v3 (operator-platforms.md, section 5): signed JSON posts, 10 calls a second.

It has no suspend, no session events and no diagnosis; usage is refreshed on demand.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.eiotclub import reading
from simcare.operators.connectors.eiotclub.client import EiotclubClient
from simcare.operators.connectors.eiotclub.commands import EiotclubCommands
from simcare.operators.connectors.protocol import Connector
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate

PAGE_CARDS = 500
USAGE_DAYS = 14
CARDS_OF_TRAFFIC = 20
"""Two weeks of hourly records of so many cards stay well below the largest answer that we take."""


class EiotclubConnector(EiotclubCommands, Connector):
    """One EIOTCLUB account."""

    kind: ClassVar[str] = "eiotclub"
    title: ClassVar[str] = "EIOTCLUB"
    credential_names: ClassVar[tuple[str, ...]] = ("appkey", "secret")
    yields: ClassVar[Mapping[Function, frozenset[str]]] = reading.YIELDS
    reads_many: ClassVar[frozenset[Function]] = frozenset({Function.STATUS, Function.USAGE})
    cards_a_call: ClassVar[Mapping[Function, int]] = {Function.STATUS: PAGE_CARDS, Function.USAGE: CARDS_OF_TRAFFIC}
    capabilities: ClassVar[Capabilities] = Capabilities(
        can=frozenset(
            {
                Function.STATUS,
                Function.USAGE,
                Function.PACKAGES,
                Function.REFRESH,
                Function.LIST_CARDS,
                Function.RESET_SESSION,
                Function.LOCK_IMEI,
                Function.UNLOCK_IMEI,
                Function.SEND_SMS,
                Function.SWITCH_OPERATOR,
            }
        ),
        missing={
            Function.SUSPEND: "EIOTCLUB has no call to suspend a card: staff does it by hand, then the state is read",
            Function.RESUME: "EIOTCLUB has no call to resume a card: staff does it by hand, then the state is read",
            Function.SESSIONS: "EIOTCLUB gives no session or reject events",
            Function.PING: "EIOTCLUB has no ping",
        },
        by_hand=frozenset({Function.SUSPEND, Function.RESUME}),
    )

    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        self._now = now
        self._client = EiotclubClient(
            base_url=base_url,
            appkey=credentials["appkey"],
            secret=credentials["secret"],
            outbound=outbound,
            gate=gate,
            now=now,
        )

    def status(self, card: CardRef) -> list[Evidence]:
        """State, IMEI and package meter by getCardsInfo; a card that the answer leaves out is not known there."""
        data = self._client.read("/api/v3/card/getCardsInfo", iccids=card.iccid)
        return reading.status(reading.entries(data), card.iccid, at=self._now(), call="getCardsInfo")

    def usage(self, card: CardRef) -> list[Evidence]:
        """Traffic records of the last two weeks, by cdr/traffic/query."""
        now = self._now()
        data = self._client.read("/api/v3/cdr/traffic/query", **reading.traffic_period(card.iccid, now, USAGE_DAYS))
        return reading.usage(reading.entries(data), card.iccid, at=now)

    def packages(self, card: CardRef) -> list[Evidence]:
        """Packages ordered for the card, by listOrderPackageByIccid."""
        data = self._client.read("/api/v3/package/listOrderPackageByIccid", iccid=card.iccid)
        return reading.packages(reading.entries(data), card.iccid, at=self._now())

    def refresh(self, card: CardRef) -> None:
        """Have usage fetched anew; safe to repeat."""
        self._client.read("/api/v3/card/refreshUsage", iccids=card.iccid)

    def read_many(self, function: Function, cards: Sequence[CardRef]) -> dict[str, list[Evidence]]:
        """States by getAllCardInfo, traffic by cdr/traffic/query: both take a list of ICCIDs."""
        found: dict[str, list[Evidence]] = {}
        size = PAGE_CARDS if function is Function.STATUS else CARDS_OF_TRAFFIC
        for first in range(0, len(cards), size):
            some = cards[first : first + size]
            iccids, at = ",".join(card.iccid for card in some), self._now()
            if function is Function.STATUS:
                page = self._page(1, iccids=iccids)
                found |= {card.iccid: reading.status(page, card.iccid, at=at, call="getAllCardInfo") for card in some}
            else:
                period = reading.traffic_period(iccids, at, USAGE_DAYS)
                records = reading.entries(self._client.read("/api/v3/cdr/traffic/query", **period))
                found |= {card.iccid: reading.usage(records, card.iccid, at=at) for card in some}
        return found

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """Pages of 500 by getAllCardInfo."""
        number = 1
        while True:
            page = self._page(number)
            if page:
                yield reading.listed(page, at=self._now())
            if len(page) < PAGE_CARDS:
                return
            number += 1

    def _page(self, number: int, **asked: str) -> list[Mapping[str, object]]:
        """The page number goes as text."""
        path = "/api/v3/card/getAllCardInfo"
        return reading.entries(self._client.read(path, pageNum=str(number), pageSize=str(PAGE_CARDS), **asked))

    def find_orders(self, out_trade_no: str) -> list[Mapping[str, object]]:
        """Orders under our own order number: settles an order whose outcome is unknown (packageOrderRecord)."""
        data = self._client.read("/api/v3/package/packageOrderRecord", outTradeNo=out_trade_no)
        return [entry for entry in reading.entries(data) if str(entry.get("outTradeNo", "")) == out_trade_no]
