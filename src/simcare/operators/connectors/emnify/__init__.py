"""The emnify API v1: an application token exchanged for a bearer, SIMs and the endpoints that they are in.

A SIM is addressed by an id of emnify's own, so that the first call for a card costs one more read.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import ClassVar

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.emnify import reading
from simcare.operators.connectors.emnify.client import EmnifyClient, endpoint_of
from simcare.operators.connectors.emnify.commands import EmnifyCommands
from simcare.operators.connectors.facts import Entry, entries, objects, text
from simcare.operators.connectors.protocol import Connector
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate

USAGE_DAYS = 30
EVENTS = 1000
"""The newest are enough."""


class EmnifyConnector(EmnifyCommands, Connector):
    """One emnify workspace."""

    kind: ClassVar[str] = "emnify"
    title: ClassVar[str] = "emnify"
    credential_names: ClassVar[tuple[str, ...]] = ("application_token",)
    yields: ClassVar[Mapping[Function, frozenset[str]]] = reading.YIELDS
    capabilities: ClassVar[Capabilities] = Capabilities(
        can=frozenset(
            {
                Function.STATUS,
                Function.SESSIONS,
                Function.USAGE,
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
            Function.PACKAGES: "emnify's volumes belong to tariffs of the workspace and are not read here",
            Function.PING: "emnify has no ping",
            Function.REFRESH: "emnify has no call to fetch newer values",
            Function.SWITCH_OPERATOR: "emnify has no call to choose the network of a card: staff blocks the others",
        },
        by_hand=frozenset({Function.SWITCH_OPERATOR}),
    )

    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        self._now = now
        self._client = EmnifyClient(
            base_url=base_url, application_token=credentials["application_token"], outbound=outbound, gate=gate
        )

    def status(self, card: CardRef) -> list[Evidence]:
        """The SIM, and where it is in an endpoint, the device and its presence."""
        sim = self._client.sims.find(card.iccid)
        endpoint = endpoint_of(sim) if sim else ""
        if not endpoint:
            return reading.known(sim, at=self._now())
        device, connectivity = self._object(f"/endpoint/{endpoint}"), self._object(f"/endpoint/{endpoint}/connectivity")
        at = self._now()
        found = reading.known(sim, at=at, presence=reading.presence_of(connectivity))
        return found + reading.endpoint(device, connectivity, at=at)

    def usage(self, card: CardRef) -> list[Evidence]:
        """Use by day of the last month."""
        at = self._now()
        period = {
            "start_date": (at - timedelta(days=USAGE_DAYS)).strftime("%Y-%m-%d"),
            "end_date": at.strftime("%Y-%m-%d"),
        }
        answer = self._client.get(self._client.path_of(card.iccid, "/stats/daily"), query=period)
        return reading.usage(objects(answer) or entries(answer, "stats"), at=at, days_back=USAGE_DAYS)

    def sessions(self, card: CardRef) -> list[Evidence]:
        """The newest events."""
        asked = {"per_page": str(EVENTS), "sort": "-timestamp"}
        events = objects(self._client.get(self._client.path_of(card.iccid, "/event"), query=asked))
        return reading.sessions(events, at=self._now())

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """All SIMs, a thousand a page."""
        for page in self._client.pages():
            yield [
                CardFacts(iccid, tuple(reading.known(sim, at=self._now())))
                for sim in page
                if (iccid := text(sim, "iccid"))
            ]

    def _object(self, path: str) -> Entry:
        answer = self._client.get(path)
        return answer if isinstance(answer, dict) else {}
