"""Calls to the 1NCE API with a bearer token; a card is addressed by the first 19 characters of its ICCID."""

from base64 import b64encode
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

from simcare.kernel.outbound import Outbound, OutcomeUnknown
from simcare.operators.connectors.facts import Entry, objects, text
from simcare.operators.connectors.rest import Headers, TokenClient
from simcare.operators.errors import BadCredentials
from simcare.operators.values.platforms import Gate

PAGE = 100
"""The most cards that a page holds."""
ICCID_LENGTH = 19  # the form without the check digit, which paths want


class OneNceClient(TokenClient):
    """Speaks for one account."""

    title: ClassVar[str] = "1NCE"

    def __init__(self, *, base_url: str, client_id: str, client_secret: str, outbound: Outbound, gate: Gate) -> None:
        super().__init__(base_url=base_url, outbound=outbound, gate=gate)
        self._pair = b64encode(f"{client_id}:{client_secret}".encode()).decode()

    def of_card(self, iccid: str, path: str = "", **query: str) -> Entry:
        """The JSON object that a read of a card gives."""
        answer = self.get(card_path(iccid, path), query=query)
        return answer if isinstance(answer, dict) else {}

    def pages(self) -> Iterator[list[Entry]]:
        """The pages of the list of cards."""
        number, is_last = 1, False
        while not is_last:
            cards = objects(self.get("/v1/sims", query={"page": str(number), "pageSize": str(PAGE)}))
            yield cards
            number, is_last = number + 1, len(cards) < PAGE

    def _fetch_token(self) -> Headers:
        asked = {"grant_type": "client_credentials"}
        answer = self._call("POST", "/oauth/token", {"Authorization": f"Basic {self._pair}"}, json=asked)
        if answer.status in {400, 401}:  # its word for an unknown user, too
            raise BadCredentials("1NCE does not accept the client's id and secret")
        token = answer.checked().json()
        if not isinstance(token, dict) or not text(token, "access_token"):
            raise OutcomeUnknown("the answer to authentication holds no token")
        return {"Authorization": f"Bearer {text(token, 'access_token')}"}

    def _code_of(self, refusal: Entry) -> str:
        return text(refusal, "error_token", "errorCode", "error_code")


def card_path(iccid: str, path: str = "") -> str:
    """Where the card is, or something of it."""
    return f"/v1/sims/{quote(iccid[:ICCID_LENGTH], safe='')}{path}"
