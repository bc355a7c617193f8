"""Calls with the account's token: fetched when needed, once more when the platform no longer takes it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import quote, urlencode

from simcare.kernel.outbound import Answer, Outbound, OutcomeUnknown
from simcare.operators.connectors.facts import Entry
from simcare.operators.connectors.retrying import repeated
from simcare.operators.errors import BadCredentials, CardUnknown
from simcare.operators.values.platforms import Gate

MAX_PAGES = 20
SIM_ID_LENGTH = 19  # the SIM id is the ICCID without a twentieth character
NEXT_KEY = "x-soracom-next-key"


class SoracomClient:
    """Speaks for one account. `get` may repeat a call; `post` never does."""

    def __init__(self, *, base_url: str, auth_key_id: str, auth_key: str, outbound: Outbound, gate: Gate) -> None:
        self._base_url = base_url.rstrip("/")
        self._auth = {"authKeyId": auth_key_id, "authKey": auth_key}
        self._outbound = outbound
        self._gate = gate
        self._token: dict[str, str] = {}
        self._fetching = threading.Lock()

    def get(self, path: str, *, sim_id: str = "", query: Mapping[str, str] | None = None) -> object:
        """The JSON of a read."""
        return repeated(lambda: self._authorised("GET", _url(path, sim_id, query), None)).json()

    def post(self, path: str, *, sim_id: str, body: Mapping[str, object] | None = None) -> object:
        """The JSON of a call that is sent once. `OutcomeUnknown` means: read back first."""
        return self._authorised("POST", _url(path, sim_id, None), body or {}).json()

    def pages(self, path: str, *, sim_id: str = "", query: Mapping[str, str]) -> list[Entry]:
        """All entries of a paged list."""
        return [entry for page in self.each_page(path, sim_id=sim_id, query=query) for entry in page]

    def each_page(self, path: str, *, sim_id: str = "", query: Mapping[str, str]) -> Iterator[list[Entry]]:
        """The pages of a list, at most `MAX_PAGES` of one card's events; a list of cards ends by itself."""
        asked = dict(query)
        for _ in range(MAX_PAGES if sim_id else 100_000):
            read = partial(self._authorised, "GET", _url(path, sim_id, asked), None)
            answer = repeated(read)
            page = answer.json()
            yield [entry for entry in page if isinstance(entry, dict)] if isinstance(page, list) else []
            if not answer.headers.get(NEXT_KEY):
                return
            asked["last_evaluated_key"] = answer.headers[NEXT_KEY]

    def _authorised(self, method: str, path: str, body: Mapping[str, object] | None) -> Answer:
        token = self._token or self._new_token(self._token)
        answer = self._call(method, path, body, token)
        if answer.status == 401:  # refused before anything was done, so that a second try is safe
            answer = self._call(method, path, body, self._new_token(token))
        if answer.status == 404:
            raise CardUnknown("Soracom knows no such SIM")
        return answer.checked()

    def _new_token(self, worn: dict[str, str]) -> dict[str, str]:
        """Another token than the worn one; of several threads that need it, one fetches it."""
        with self._fetching:
            if self._token is worn:
                self._token = self._fetch_token()
            return self._token

    def _fetch_token(self) -> dict[str, str]:
        answer = self._call("POST", "/auth", self._auth, {})
        if answer.status == 401:
            raise BadCredentials("Soracom does not accept the authentication key")
        token = answer.checked().json()
        if not isinstance(token, dict) or not token.get("apiKey") or not token.get("token"):
            raise OutcomeUnknown("the answer to authentication holds no token")
        return {"X-Soracom-API-Key": str(token["apiKey"]), "X-Soracom-Token": str(token["token"])}

    def _call(self, method: str, path: str, body: Mapping[str, object] | None, headers: Mapping[str, str]) -> Answer:
        with self._gate.call():
            answer = self._outbound.request(method, self._base_url + path, headers=headers, json=body)
            if answer.status == 429 or answer.status >= 500:
                answer.checked()
            return answer


def not_found_is_none(read: Callable[[], object]) -> object:
    """What was read, or None for a card that the platform does not know."""
    try:
        return read()
    except CardUnknown:
        return None


def sim_id_of(iccid: str) -> str:
    """What Soracom calls its own card."""
    return iccid[:SIM_ID_LENGTH]


def _url(path: str, sim_id: str, query: Mapping[str, str] | None) -> str:
    filled = path.replace("{sim_id}", quote(sim_id_of(sim_id), safe=""))
    return f"{filled}?{urlencode(query)}" if query else filled
