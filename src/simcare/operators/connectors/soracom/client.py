"""Calls with the account's token; a SIM's id stands in the path."""

from collections.abc import Iterator, Mapping
from typing import ClassVar
from urllib.parse import quote

from simcare.kernel.outbound import Outbound, OutcomeUnknown
from simcare.operators.connectors.facts import Entry, objects
from simcare.operators.connectors.rest import Headers, TokenClient
from simcare.operators.errors import BadCredentials
from simcare.operators.values.platforms import Gate

MAX_PAGES = 20
SIM_ID_LENGTH = 19  # the SIM id is the ICCID without a twentieth character
NEXT_KEY = "x-soracom-next-key"


class SoracomClient(TokenClient):
    """Speaks for one account."""

    title: ClassVar[str] = "Soracom"

    def __init__(self, *, base_url: str, auth_key_id: str, auth_key: str, outbound: Outbound, gate: Gate) -> None:
        super().__init__(base_url=base_url, outbound=outbound, gate=gate)
        self._auth = {"authKeyId": auth_key_id, "authKey": auth_key}

    def get(self, path: str, *, sim_id: str = "", query: Mapping[str, str] | None = None) -> object:
        """The JSON of a read."""
        return self.read(_filled(path, sim_id), query=query).json()

    def post(self, path: str, *, sim_id: str, body: Mapping[str, object] | None = None) -> object:
        """The JSON of a call that is sent once. `OutcomeUnknown` means: read back first."""
        return self.send("POST", _filled(path, sim_id), json=body or {})

    def pages(self, path: str, *, sim_id: str = "", query: Mapping[str, str]) -> list[Entry]:
        """All entries of a paged list."""
        return [entry for page in self.each_page(path, sim_id=sim_id, query=query) for entry in page]

    def each_page(self, path: str, *, sim_id: str = "", query: Mapping[str, str]) -> Iterator[list[Entry]]:
        """The pages of a list, at most `MAX_PAGES` of one card's events; a list of cards ends by itself."""
        asked = dict(query)
        for _ in range(MAX_PAGES if sim_id else 100_000):
            answer = self.read(_filled(path, sim_id), query=asked)
            yield objects(answer.json())
            if not answer.headers.get(NEXT_KEY):
                return
            asked["last_evaluated_key"] = answer.headers[NEXT_KEY]

    def _fetch_token(self) -> Headers:
        answer = self._call("POST", "/auth", {}, json=self._auth)
        if answer.status == 401:
            raise BadCredentials("Soracom does not accept the authentication key")
        token = answer.checked().json()
        if not isinstance(token, dict) or not token.get("apiKey") or not token.get("token"):
            raise OutcomeUnknown("the answer to authentication holds no token")
        return {"X-Soracom-API-Key": str(token["apiKey"]), "X-Soracom-Token": str(token["token"])}


def sim_id_of(iccid: str) -> str:
    """What Soracom calls its own card."""
    return iccid[:SIM_ID_LENGTH]


def _filled(path: str, sim_id: str) -> str:
    return path.replace("{sim_id}", quote(sim_id_of(sim_id), safe=""))
