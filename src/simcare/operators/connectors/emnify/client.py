"""Calls to the emnify API v1 with a token; a SIM and the device it is in ("endpoint") have ids of emnify's own."""

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

from simcare.kernel.outbound import Outbound, OutcomeUnknown
from simcare.operators.connectors.directory import Directory
from simcare.operators.connectors.facts import Entry, objects, text
from simcare.operators.connectors.rest import Headers, TokenClient
from simcare.operators.errors import BadCredentials, CardUnknown
from simcare.operators.values.platforms import Gate

PAGE = 1000
ICCID_LENGTH = 19  # the form without the check digit, which the search wants


class EmnifyClient(TokenClient):
    """Speaks for one workspace; `sims` knows the id by which a SIM is addressed."""

    title: ClassVar[str] = "emnify"

    def __init__(self, *, base_url: str, application_token: str, outbound: Outbound, gate: Gate) -> None:
        super().__init__(base_url=base_url, outbound=outbound, gate=gate)
        self._application_token = application_token
        self.sims = Directory(self._search, title=self.title)

    def path_of(self, iccid: str, path: str = "") -> str:
        """Where the SIM is, or something of it. Raises CardUnknown."""
        return f"/sim/{quote(self.sims.id_of(iccid), safe='')}{path}"

    def endpoint_path(self, iccid: str, path: str = "") -> str:
        """Where the SIM's endpoint is, which may change. Raises CardUnknown for a SIM without one."""
        sim = self.sims.find(iccid)
        endpoint = endpoint_of(sim) if sim else ""
        if not endpoint:
            raise CardUnknown("emnify knows no device of this SIM")
        return f"/endpoint/{quote(endpoint, safe='')}{path}"

    def pages(self) -> Iterator[list[Entry]]:
        """The pages of the list of SIMs."""
        number, is_last = 1, False
        while not is_last:
            page = objects(self.get("/sim", query={"page": str(number), "per_page": str(PAGE)}))
            yield page
            number, is_last = number + 1, len(page) < PAGE

    def _search(self, iccid: str) -> list[Entry]:
        return objects(self.get("/sim", query={"q": f"iccid:{iccid[:ICCID_LENGTH]}"}))

    def _fetch_token(self) -> Headers:
        answer = self._call("POST", "/authenticate", {}, json={"application_token": self._application_token})
        if answer.status in {401, 404}:
            raise BadCredentials("emnify does not accept the application token")
        token = answer.checked().json()
        if not isinstance(token, dict) or not text(token, "auth_token"):
            raise OutcomeUnknown("the answer to authentication holds no token")
        return {"Authorization": f"Bearer {text(token, 'auth_token')}"}

    def _code_of(self, refusal: Entry) -> str:
        return text(refusal, "error_token", "error_code")


def endpoint_of(sim: Entry) -> str:
    """The id of the endpoint that a SIM is in; "" for none."""
    endpoint = sim.get("endpoint")
    return text(endpoint, "id") if isinstance(endpoint, dict) else ""
