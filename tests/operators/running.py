"""The running simulator, its control API, and connectors that know only its URL."""

import json
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors import connect
from simcare.operators.connectors.protocol import MAX_ANSWER_BYTES, Connector
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import CardRef, OpenGate

CREDENTIALS = {
    "eiotclub": {"appkey": "000001", "secret": "a1b1c1d1"},
    "soracom": {"auth_key_id": "keyId-simulator", "auth_key": "secret-simulator"},
}
BASE_PATHS = {"eiotclub": "", "soracom": "/v1"}


@dataclass(frozen=True)
class Simulator:
    """The running simulator and its control API."""

    url: str

    @property
    def target(self) -> str:
        """Its `host:port`."""
        return self.url.removeprefix("http://")

    def control(self, method: str, name: str, body: object = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_control/{name}", content, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def card(self, platform: str, iccid: str, scenario: str = "healthy", **fields: object) -> CardRef:
        record = {"platform": platform, "iccid": iccid, "scenario": scenario, **fields}
        (made,) = self.control("POST", "cards", record)
        return CardRef(made["iccid"], made["imsi"])

    def fault(self, kind: str, **fields: object) -> None:
        self.control("POST", "faults", {"kind": kind, **fields})

    def calls(self, path: str = "") -> list[dict[str, Any]]:
        return [call for call in self.control("GET", "log")["calls"] if call["path"].endswith(path)]

    def effects(self, name: str) -> list[dict[str, Any]]:
        return [effect for effect in self.control("GET", "log")["effects"] if effect["effect"] == name]

    def connector(self, kind: str, *, timeout_seconds: float = 5.0, **changes: Any) -> Connector:
        settings: dict[str, Any] = {
            "base_url": self.url + BASE_PATHS[kind],
            "credentials": CREDENTIALS[kind],
            "outbound": Outbound(
                allowed_loopback=frozenset({self.target}),
                max_body_bytes=MAX_ANSWER_BYTES,
                timeout_seconds=timeout_seconds,
            ),
            "gate": OpenGate(),
            "now": lambda: datetime.now(UTC),
        }
        return connect(kind, **(settings | changes))


def values(evidence: list[Evidence]) -> dict[str, Any]:
    """The newest value of each field."""
    return {fact.field: fact.value for fact in sorted(evidence, key=lambda fact: fact.observed_at)}
