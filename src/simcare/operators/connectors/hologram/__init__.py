"""The Hologram API 1: basic authentication, SIMs as cellular links, use by the sessions that have ended.

A SIM is addressed by the id of its link, so that the first command for a card costs one more read.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.facts import Entry, text
from simcare.operators.connectors.hologram import reading
from simcare.operators.connectors.hologram.client import HologramClient
from simcare.operators.connectors.hologram.commands import HologramCommands
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import CardUnknown
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate

USAGE_DAYS = 30
SESSION_DAYS = 2
"""How far back single sessions are asked for."""


class HologramConnector(HologramCommands, Connector):
    """One Hologram organisation."""

    kind: ClassVar[str] = "hologram"
    title: ClassVar[str] = "Hologram"
    credential_names: ClassVar[tuple[str, ...]] = ("api_key", "org_id")
    yields: ClassVar[Mapping[Function, frozenset[str]]] = reading.YIELDS
    capabilities: ClassVar[Capabilities] = Capabilities(
        can=frozenset(
            {
                Function.STATUS,
                Function.USAGE,
                Function.PACKAGES,
                Function.LIST_CARDS,
                Function.SUSPEND,
                Function.RESUME,
                Function.SEND_SMS,
            }
        ),
        missing={
            Function.SESSIONS: "Hologram gives no session or reject events",
            Function.PING: "Hologram has no ping",
            Function.REFRESH: "Hologram counts use when a session ends and can't be asked to count sooner",
            Function.RESET_SESSION: "Hologram has no call to end a session",
            Function.LOCK_IMEI: "Hologram has no IMEI lock",
            Function.UNLOCK_IMEI: "Hologram has no IMEI lock",
            Function.SWITCH_OPERATOR: "Hologram chooses the network of a card by itself",
        },
    )

    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        self._now = now
        self._client = HologramClient(
            base_url=base_url,
            api_key=credentials["api_key"],
            org_id=credentials["org_id"],
            outbound=outbound,
            gate=gate,
        )

    def status(self, card: CardRef) -> list[Evidence]:
        """The SIM as it is now."""
        return reading.status(self._client.links.find(card.iccid), at=self._now())

    def usage(self, card: CardRef) -> list[Evidence]:
        """Use by day, and the sessions of the last two days."""
        at = self._now()
        link = self._client.links.id_of(card.iccid)
        days = self._records("/usage/data/daily", link, at - timedelta(days=USAGE_DAYS))
        sessions = self._records("/usage/data", link, at - timedelta(days=SESSION_DAYS))
        return reading.usage(days, sessions, at=at, days_back=USAGE_DAYS)

    def packages(self, card: CardRef) -> list[Evidence]:
        """The data plan."""
        link = self._client.links.find(card.iccid)
        if link is None:
            raise CardUnknown("Hologram knows no such SIM")
        return reading.packages(link, at=self._now())

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """All SIMs, a thousand a page."""
        for page in self._client.pages("/links/cellular", {}):
            yield [
                CardFacts(iccid, tuple(reading.status(link, at=self._now())))
                for link in page
                if (iccid := text(link, "sim"))
            ]

    def _records(self, path: str, link: str, since: datetime) -> list[Entry]:
        """One page: the lists of use have no place to go on from."""
        asked = {"linkid": link, "timestart": str(int(since.timestamp()))}
        return next(self._client.pages(path, asked), [])
