"""The Twilio Super SIM API v1 (twilio_supersim_v1): basic authentication, forms, use by the hour with its country.

A SIM is addressed by its SID, so that the first command for a card costs one more read.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.facts import Entry, text
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.twilio import reading
from simcare.operators.connectors.twilio.client import TwilioClient
from simcare.operators.connectors.twilio.commands import TwilioCommands
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate

USAGE_DAYS = 30
HOURS_DAYS = 2
"""How far back use is asked for by the hour."""


class TwilioConnector(TwilioCommands, Connector):
    """One Twilio account."""

    kind: ClassVar[str] = "twilio"
    title: ClassVar[str] = "Twilio"
    credential_names: ClassVar[tuple[str, ...]] = ("account_sid", "auth_token")
    yields: ClassVar[Mapping[Function, frozenset[str]]] = reading.YIELDS
    capabilities: ClassVar[Capabilities] = Capabilities(
        can=frozenset(
            {
                Function.STATUS,
                Function.USAGE,
                Function.LIST_CARDS,
                Function.SUSPEND,
                Function.RESUME,
                Function.SEND_SMS,
            }
        ),
        missing={
            Function.SESSIONS: "Twilio tells of connections by Event Streams only, which are not read here",
            Function.PACKAGES: "Twilio bills by use and knows no packages",
            Function.PING: "Twilio's IP commands bring no echo, so there is no ping",
            Function.REFRESH: "Twilio has no call to fetch newer values",
            Function.RESET_SESSION: "Twilio has no call to end a session",
            Function.LOCK_IMEI: "Twilio has no IMEI lock",
            Function.UNLOCK_IMEI: "Twilio has no IMEI lock",
            Function.SWITCH_OPERATOR: "Twilio's networks belong to the fleet: staff moves the card to another one",
        },
        by_hand=frozenset({Function.SWITCH_OPERATOR}),
    )

    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        self._now = now
        self._client = TwilioClient(
            base_url=base_url,
            account_sid=credentials["account_sid"],
            auth_token=credentials["auth_token"],
            outbound=outbound,
            gate=gate,
        )

    def status(self, card: CardRef) -> list[Evidence]:
        """The SIM as it is now."""
        return reading.status(self._client.sims.find(card.iccid), at=self._now())

    def usage(self, card: CardRef) -> list[Evidence]:
        """Use by day, and of the last two days by hour and country."""
        at = self._now()
        sid = self._client.sims.id_of(card.iccid)
        days = self._records(sid, _midnight(at) - timedelta(days=USAGE_DAYS), Granularity="day")
        hours = self._records(sid, _midnight(at) - timedelta(days=HOURS_DAYS), Granularity="hour", Group="isoCountry")
        return reading.usage(days, hours, at=at, days_back=USAGE_DAYS)

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """All SIMs, a thousand a page."""
        for page in self._client.pages("sims", "/Sims", {}):
            yield [
                CardFacts(iccid, tuple(reading.status(sim, at=self._now())))
                for sim in page
                if (iccid := text(sim, "iccid"))
            ]

    def _records(self, sid: str, since: datetime, **asked: str) -> list[Entry]:
        query = {"Sim": sid, "StartTime": since.strftime("%Y-%m-%dT%H:%M:%SZ"), **asked}
        return [record for page in self._client.pages("usage_records", "/UsageRecords", query) for record in page]


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
