"""The Soracom API v1 (soracom-api.en.yaml): key and token headers, states, session events, error logs with causes.

A SIM is addressed by its SIM id, which for Soracom's own cards is the 19-digit ICCID.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.rest import unknown_is_none
from simcare.operators.connectors.soracom import events, reading
from simcare.operators.connectors.soracom.client import SoracomClient, sim_id_of
from simcare.operators.connectors.soracom.commands import SoracomCommands
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Capabilities, CardFacts, CardRef, Clock, Function, Gate

EVENT_DAYS = 32
USAGE_DAYS = 30
PAGE = 100


class SoracomConnector(SoracomCommands, Connector):
    """One Soracom operator account."""

    kind: ClassVar[str] = "soracom"
    title: ClassVar[str] = "Soracom"
    credential_names: ClassVar[tuple[str, ...]] = ("auth_key_id", "auth_key")
    yields: ClassVar[Mapping[Function, frozenset[str]]] = {**reading.YIELDS, Function.SESSIONS: events.YIELDS}
    cards_a_call: ClassVar[Mapping[Function, int]] = {Function.STATUS: PAGE}
    capabilities: ClassVar[Capabilities] = Capabilities(
        can=frozenset(
            {
                Function.STATUS,
                Function.SESSIONS,
                Function.USAGE,
                Function.PING,
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
            Function.PACKAGES: "Soracom bills by use and knows no packages",
            Function.REFRESH: "Soracom's values are live",
            Function.SWITCH_OPERATOR: "Soracom has no call to choose the network of a card: staff asks its support",
        },
        by_hand=frozenset({Function.SWITCH_OPERATOR}),
    )

    def __init__(
        self, *, base_url: str, credentials: Mapping[str, str], outbound: Outbound, gate: Gate, now: Clock
    ) -> None:
        self._now = now
        self._client = SoracomClient(
            base_url=base_url,
            auth_key_id=credentials["auth_key_id"],
            auth_key=credentials["auth_key"],
            outbound=outbound,
            gate=gate,
        )

    def status(self, card: CardRef) -> list[Evidence]:
        """The SIM with its session, and the history of its states."""
        sim = unknown_is_none(lambda: self._client.get("/sims/{sim_id}", sim_id=card.iccid))
        found = reading.status(sim, at=self._now())
        if sim is None:
            return found
        history = self._client.get("/sims/{sim_id}/statuses/history", sim_id=card.iccid, query={"limit": "100"})
        return found + reading.history(history, sim, at=self._now())

    def read_many(self, function: Function, cards: Sequence[CardRef]) -> dict[str, list[Evidence]]:
        """The SIMs as they are now, by searchSims; without the history of their states."""
        if function is not Function.STATUS:
            self._refuse(function)
        found: dict[str, list[Evidence]] = {}
        for first in range(0, len(cards), PAGE):
            iccids = {sim_id_of(card.iccid): card.iccid for card in cards[first : first + PAGE]}
            asked = {"sim_id": ",".join(iccids), "search_type": "or", "limit": str(PAGE)}
            for sim_id, sim in reading.sims(self._client.pages("/query/sims", query=asked)):
                if sim_id in iccids:
                    found[iccids[sim_id]] = reading.status(sim, at=self._now())
        return found

    def sessions(self, card: CardRef) -> list[Evidence]:
        """Session events of 32 days, the open session's bytes, and refusals from the error logs of the IMSI."""
        at = self._now()
        period = _milliseconds(at - timedelta(days=EVENT_DAYS), at)
        sessions = self._client.pages("/sims/{sim_id}/events/sessions", sim_id=card.iccid, query=period)
        found = events.sessions(sessions, at=at)
        if (opened_at := events.open_since(sessions, at=at)) is not None:
            found += reading.session_bytes(self._stats(card, "minutes", opened_at), opened_at, at=at)
        if not card.imsi:
            return found
        asked = {"resource_type": "Subscriber", "resource_id": card.imsi, "service": "Air", **period}
        return found + events.rejects(self._client.pages("/logs", query=asked), sessions, at=at)

    def usage(self, card: CardRef) -> list[Evidence]:
        """Use by day, and the last five-minute interval with traffic."""
        at = self._now()
        days = self._stats(card, "day", at - timedelta(days=USAGE_DAYS))
        minutes = self._stats(card, "minutes", at - timedelta(days=2))
        return reading.usage(days, minutes, at=at, days_back=USAGE_DAYS)

    def ping(self, card: CardRef) -> list[Evidence]:
        """Three pings from the core, one second each; an offline SIM does not answer."""
        body = {"numberOfPingRequests": 3, "timeoutSeconds": 1}
        answer = self._client.post("/sims/{sim_id}/downlink/ping", sim_id=card.iccid, body=body)
        return reading.ping(answer, at=self._now())

    def list_cards(self) -> Iterator[list[CardFacts]]:
        """All SIMs, a hundred a page."""
        for page in self._client.each_page("/sims", query={"limit": str(PAGE)}):
            yield [CardFacts(iccid, tuple(reading.status(sim, at=self._now()))) for iccid, sim in reading.sims(page)]

    def _stats(self, card: CardRef, period: str, since: datetime) -> object:
        query = {"period": period, "from": str(_seconds(since)), "to": str(_seconds(self._now()))}
        return self._client.get("/stats/air/sims/{sim_id}", sim_id=card.iccid, query=query)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _milliseconds(since: datetime, until: datetime) -> dict[str, str]:
    """A period as the event lists want it."""
    return {"from": str(_seconds(since) * 1000), "to": str(_seconds(until) * 1000 + 999)}
